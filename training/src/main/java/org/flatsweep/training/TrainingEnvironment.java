package org.flatsweep.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import ai.djl.util.cuda.CudaUtils;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the bits of a result depend on besides its configuration: code, engine and machine. */
final class TrainingEnvironment {

    private TrainingEnvironment() {}

    /** For a result's provenance, whose keys {@code docs/provenance.md} explains. */
    static Map<String, Object> describe(Engine engine, ComputeDevice device, int threads) {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("code_version", CodeVersion.text());
        environment.put("java_version", System.getProperty("java.version"));
        environment.put("engine", engine.getEngineName());
        environment.put("engine_version", engine.getVersion());
        environment.put("engine_flavor", engineFlavor());
        environment.put("djl_version", Engine.getDjlVersion());
        environment.put("os", System.getProperty("os.name"));
        environment.put("arch", System.getProperty("os.arch"));
        environment.put("cpu", Processor.here().name());
        environment.put("cpu_extensions", Processor.here().vectorExtensions());
        environment.put("device", device.name());
        environment.put("threads", threads);
        if (device.device().isGpu()) {
            environment.putAll(gpu(device.device()));
        }
        return environment;
    }

    /** As DJL finds it: of an installation that the environment names, or of the native library in our build. */
    private static String engineFlavor() {
        String installed = Utils.getEnvOrSystemProperty("PYTORCH_FLAVOR");
        return installed == null || installed.isEmpty() ? Platform.detectPlatform("pytorch").getFlavor() : installed;
    }

    private static Map<String, Object> gpu(Device device) {
        Map<String, Object> gpu = new LinkedHashMap<>();
        NvidiaSmi smi = NvidiaSmi.of(device.getDeviceId());
        smi.query("name").ifPresent(name -> gpu.put("gpu", name));
        gpu.put("compute_capability", CudaUtils.getComputeCapability(device.getDeviceId()));
        gpu.put("cuda_version", CudaUtils.getCudaVersionString());
        smi.query("driver_version").ifPresent(version -> gpu.put("cuda_driver_version", version));
        return gpu;
    }
}
