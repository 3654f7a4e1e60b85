package org.flatsweep.training;

import static org.flatsweep.domain.Hyperparameter.BATCH_SIZE;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Dataset;
import org.flatsweep.training.data.Datasets;
import org.flatsweep.training.method.Prior;

/** Trains trials on this machine's device, one at a time. */
public final class Trainer implements AutoCloseable {

    /** PyTorch's random generator and DJL's gradient collector are one a process. */
    private static final Object ENGINE_IN_USE = new Object();

    private final TrainingSettings settings;
    private final ComputeDevice device;
    private final Datasets datasets;
    private final NDManager manager;
    private final Map<String, Object> environment;
    private final GpuUtilization utilization;

    /** @throws BadConfigurationException if this machine lacks the device */
    public Trainer(TrainingSettings settings) {
        // All native code comes with our dependencies; without this the engine would ask the network for newer files.
        System.setProperty("ai.djl.offline", "true");
        this.settings = settings;
        Engine engine = Engine.getEngine("PyTorch");
        this.device = ComputeDevice.of(settings);
        this.datasets = new Datasets(settings.datasets());
        this.manager = engine.newBaseManager(device.device());
        this.environment = TrainingEnvironment.describe(engine, device, settings.threads());
        this.utilization = new GpuUtilization(NvidiaSmi.of(device.device().getDeviceId()), System::nanoTime);
    }

    /** For people: {@code cpu, 2 threads}. */
    public String device() {
        return device.name();
    }

    /** Names of the datasets that this machine can train on now. */
    public Set<String> datasets() {
        return datasets.available();
    }

    /** Memory of the CUDA device in bytes; empty on a CPU. */
    public Optional<Long> gpuBytes() {
        return device.device().isGpu()
                ? Optional.of(CudaUtils.getGpuMemory(device.device()).getMax())
                : Optional.empty();
    }

    /** How busy the CUDA device is; empty on a CPU. */
    public Optional<GpuUse> gpuUse() {
        if (!device.device().isGpu()) {
            return Optional.empty();
        }
        MemoryUsage memory = CudaUtils.getGpuMemory(device.device());
        return Optional.of(new GpuUse(memory.getCommitted(), memory.getMax(), utilization.latest()));
    }

    /**
     * Trains to the last epoch, from the newest checkpoint where there is one. The same configuration on the same
     * device, threads and versions gives the same bits, interrupted or not.
     *
     * @throws DivergedException if the loss or the gradient becomes infinite or not a number
     * @throws DataMissingException if the dataset's files are missing or damaged
     * @throws BadConfigurationException if the configuration cannot be trained as written
     * @throws TrainingStoppedException if the listener asks for it
     */
    public TrialResult train(TrialConfig config, Checkpoints checkpoints, TrainingListener listener) {
        refuseIncomplete(config);
        synchronized (ENGINE_IN_USE) {
            // Threads are a setting of the calling thread in PyTorch.
            JniUtils.setNumThreads(settings.threads());
            Dataset dataset = datasets.load(config.dataset());
            try (NDManager runManager = manager.newSubManager();
                    Batches batches = Batches.of(dataset, config.integer(BATCH_SIZE), runManager)) {
                TrialRun run = new TrialRun(config, dataset, batches, runManager, checkpoints, listener);
                TrainingState state = run.run();
                return result(state, provenance(config, dataset, run, state));
            }
        }
    }

    private static void refuseIncomplete(TrialConfig config) {
        List<String> missing = config.method().complete(config.hyperparameters()).keySet().stream()
                .filter(h -> !config.has(h))
                .map(Hyperparameter::key)
                .toList();
        if (!missing.isEmpty()) {
            throw new BadConfigurationException(
                    "a trial of %s needs %s, which this one lacks".formatted(config.method().key(), missing));
        }
    }

    private static TrialResult result(TrainingState state, Map<String, Object> provenance) {
        Map<String, Double> metrics = state.metrics();
        return new TrialResult(
                metrics.get("train_loss"),
                metrics.get("validation_loss"),
                Optional.ofNullable(metrics.get("validation_accuracy")),
                metrics.get("test_loss"),
                Optional.ofNullable(metrics.get("test_accuracy")),
                state.trainSeconds(),
                provenance);
    }

    private Map<String, Object> provenance(TrialConfig config, Dataset dataset, TrialRun run, TrainingState state) {
        Map<String, Object> provenance = new LinkedHashMap<>(environment);
        provenance.put("configuration_hash", config.configurationHash());
        provenance.put("identity", config.identity());
        provenance.put("seed", config.seed());
        provenance.put("parameters", run.parameterCount());
        provenance.put("train_images", dataset.train().count());
        provenance.put("validation_images", dataset.validation().count());
        provenance.put("test_images", dataset.test().count());
        Prior prior = Prior.of(config, dataset.train().count());
        provenance.put("alpha", prior.alpha());
        if (!prior.isFlat()) {
            provenance.put("sigma0", prior.sigma0());
        }
        provenance.putAll(run.derived());
        provenance.put("dataset_sha256", dataset.sha256());
        provenance.put("parameters_sha256", state.parametersSha256());
        return provenance;
    }

    @Override
    public void close() {
        manager.close();
    }
}
