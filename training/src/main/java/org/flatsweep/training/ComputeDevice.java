package org.flatsweep.training;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where tensors live. */
record ComputeDevice(Device device, String name) {

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");

    /** @throws BadConfigurationException if there is no such device on this machine */
    static ComputeDevice of(TrainingSettings settings) {
        int gpus = CudaUtils.getGpuCount();
        Matcher cuda = CUDA.matcher(settings.device());
        if (settings.device().equals("cpu") || settings.device().equals("auto") && gpus == 0) {
            String threads = settings.threads() == 1 ? "1 thread" : settings.threads() + " threads";
            return new ComputeDevice(Device.cpu(), "cpu, " + threads);
        }
        if (settings.device().equals("auto")) {
            return gpu(0);
        }
        if (!cuda.matches()) {
            throw new BadConfigurationException(
                    "device is %s; allowed are auto, cpu, cuda, cuda:0, cuda:1, …".formatted(settings.device()));
        }
        int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (number >= gpus) {
            throw new BadConfigurationException("device is %s, but this machine has %d CUDA devices for PyTorch"
                    .formatted(settings.device(), gpus));
        }
        return gpu(number);
    }

    private static ComputeDevice gpu(int number) {
        return new ComputeDevice(Device.gpu(number),
                "cuda:%d, compute capability %s".formatted(number, CudaUtils.getComputeCapability(number)));
    }
}
