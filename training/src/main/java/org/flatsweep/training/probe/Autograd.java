package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Gradients that can be differentiated again: PyTorch's {@code torch.autograd.grad}, which the engine's Java interface
 * lacks and TorchScript has. What the interface offers instead, a backward pass that creates a graph, leaves this graph
 * as the gradient of its own leaf, a cycle that is never freed.
 */
final class Autograd {

    private static final String CODE = """
            class Autograd(Module):
              __parameters__ = []
              __buffers__ = []
              def forward(self: __torch__.Autograd, output: Tensor, input: Tensor) -> Tensor:
                if ops.prim.requires_grad(output):
                  gradients = torch.grad([output], [input], None, None, True, False)
                  gradient = unchecked_cast(Tensor, gradients[0])
                else:
                  gradient = torch.zeros_like(input)
                return gradient
            """;
    /** Pickled: one instance of the class, without attributes. */
    private static final String INSTANCE = "\u0080\u0002c__torch__\nAutograd\n)\u0081}b.";
    /** Pickled: an empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";
    private static final String FORMAT_VERSION = "3\n";

    private final PtSymbolBlock module;

    /** @param manager owns the module and says on which device it works */
    Autograd(NDManager manager) {
        try {
            module = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive()), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * ∂output/∂input, with a graph of its own; 0 for a constant. To be called while a gradient collector is open.
     *
     * @param output a scalar
     * @param input a leaf that requires a gradient
     */
    NDArray gradient(NDArray output, NDArray input) {
        return IValueUtils.forward(module, new NDList(output, input), true).singletonOrThrow();
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
            add(archive, "code/__torch__.py", CODE);
            add(archive, "data.pkl", INSTANCE);
            add(archive, "constants.pkl", NO_CONSTANTS);
            add(archive, "version", FORMAT_VERSION);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream archive, String name, String content) throws IOException {
        archive.putNextEntry(new ZipEntry("autograd/" + name));
        archive.write(content.getBytes(StandardCharsets.ISO_8859_1));
        archive.closeEntry();
    }
}
