package org.flatsweep.training;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where tensors live. */
record ComputeDevice(Device device, String name) {

    private static final Logger LOG = LoggerFactory.getLogger(ComputeDevice.class);
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");

    /** @throws BadConfigurationException if there is no such device on this machine */
    static ComputeDevice of(TrainingSettings settings) {
        Matcher cuda = CUDA.matcher(settings.device());
        if (settings.device().equals("auto")) {
            return works(Device.gpu(0)) ? gpu(0) : cpuForWantOfGpu(settings.threads());
        }
        if (settings.device().equals("cpu")) {
            return cpu(settings.threads());
        }
        if (!cuda.matches()) {
            throw new BadConfigurationException(
                    "device is %s; allowed are auto, cpu, cuda, cuda:0, cuda:1, …".formatted(settings.device()));
        }
        int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (!works(Device.gpu(number))) {
            throw new BadConfigurationException(
                    "device is %s, but PyTorch as built into this worker has no such device here"
                            .formatted(settings.device()));
        }
        return gpu(number);
    }

    /** Asks PyTorch itself: a CUDA toolkit on the machine says nothing about how this PyTorch was built. */
    private static boolean works(Device device) {
        try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
            return manager.ones(new Shape(1)).getDevice().equals(device);
        } catch (EngineException | IllegalArgumentException e) {
            return false;
        }
    }

    /** A machine without a GPU has nothing to hear of it; who has one would wait for results all too long. */
    private static ComputeDevice cpuForWantOfGpu(int threads) {
        NvidiaSmi.of(0).query("name").ifPresent(gpu -> LOG.warn(
                "trials train on the CPU: this machine has a GPU ({}), which PyTorch as built into this worker cannot"
                        + " use; ./flatsweep doctor and docs/cuda.md tell more", gpu));
        return cpu(threads);
    }

    private static ComputeDevice cpu(int threads) {
        return new ComputeDevice(Device.cpu(), "cpu, %d thread%s".formatted(threads, threads == 1 ? "" : "s"));
    }

    private static ComputeDevice gpu(int number) {
        return new ComputeDevice(Device.gpu(number),
                "cuda:%d, compute capability %s".formatted(number, CudaUtils.getComputeCapability(number)));
    }
}
