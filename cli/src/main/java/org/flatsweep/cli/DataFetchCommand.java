package org.flatsweep.cli;

import java.util.Optional;
import org.flatsweep.domain.DatasetLayout;
import org.flatsweep.domain.DatasetSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fetch",
        description = "Download a dataset from its official address, check it, and unpack it. Interrupted, it goes on"
                + " where it was when started again.")
final class DataFetchCommand implements Runnable {

    @Mixin
    private DatasetsOption datasets;

    @Parameters(paramLabel = "DATASET", description = "cifar10, cifar100, mnist or fashion_mnist.")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "A mirror's address that holds the same files; they are checked all the same.")
    private Optional<String> mirror;

    @Override
    public void run() {
        String name = dataset.replace('-', '_');
        if (DatasetSpec.RESOLUTIONS.containsKey(name) && DatasetLayout.of(name).isEmpty()) {
            System.out.println(name + " is always here, without files.");
            return;
        }
        PublishedDataset published = PublishedDataset.named(name);
        PublishedDataset source = mirror
                .map(address -> published.at(WebAddress.parse(address, "--from", "https://host/directory")))
                .orElse(published);
        new DatasetFetch(source, datasets.directory()).run();
    }
}
