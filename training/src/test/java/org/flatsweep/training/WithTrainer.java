package org.flatsweep.training;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of whole trainings on one thread, where the same is the same to the bit. */
abstract class WithTrainer {

    @TempDir
    Path directory;

    Trainer trainer;

    @BeforeEach
    void open() {
        trainer = new Trainer(new TrainingSettings("cpu", 1, directory.resolve("datasets")));
    }

    @AfterEach
    void close() {
        trainer.close();
    }
}
