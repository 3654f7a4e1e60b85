package org.flatsweep.cli;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flatsweep.domain.DatasetLayout;

/**
 * A dataset at its official address.
 *
 * @param layout of what the files are or, if archived, unpack to
 * @param base address of the files, with a slash at its end
 * @param checksums MD5, in hex, of each file by name
 */
record PublishedDataset(DatasetLayout layout, URI base, SortedMap<String, String> checksums) {

    /**
     * CIFAR as at https://www.cs.toronto.edu/~kriz/cifar.html, which names these checksums. MNIST's own site is gone:
     * torchvision's mirror, with torchvision's checksums, which were the site's. Fashion-MNIST as at
     * https://github.com/zalandoresearch/fashion-mnist, which names these checksums.
     */
    private static final List<PublishedDataset> ALL = List.of(
            of(DatasetLayout.CIFAR10_BINARY, "https://www.cs.toronto.edu/~kriz/", Map.of(
                    "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")),
            of(DatasetLayout.CIFAR100_BINARY, "https://www.cs.toronto.edu/~kriz/", Map.of(
                    "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")),
            of(DatasetLayout.MNIST, "https://ossci-datasets.s3.amazonaws.com/mnist/", Map.of(
                    "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                    "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432",
                    "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3",
                    "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c")),
            of(DatasetLayout.FASHION_MNIST, "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", Map.of(
                    "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                    "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe",
                    "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79",
                    "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310")));

    private static PublishedDataset of(DatasetLayout layout, String base, Map<String, String> checksums) {
        return new PublishedDataset(layout, URI.create(base), new TreeMap<>(checksums));
    }

    /** @throws CommandFailedException if there is nothing to fetch under that name */
    static PublishedDataset named(String name) {
        return ALL.stream()
                .filter(dataset -> dataset.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongUsageException("there is no dataset '%s' to fetch; there are %s"
                        .formatted(name, ALL.stream().map(PublishedDataset::name).collect(joining(", ")))));
    }

    String name() {
        return layout.dataset();
    }

    /** The same files elsewhere. */
    PublishedDataset at(URI mirror) {
        URI directory = mirror.toString().endsWith("/") ? mirror : URI.create(mirror + "/");
        return new PublishedDataset(layout, directory, checksums);
    }

    URI address(String file) {
        return base.resolve(file);
    }

    static boolean isArchive(String file) {
        return file.endsWith(".tar.gz");
    }
}
