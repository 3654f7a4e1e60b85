package org.flatsweep.training;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.regex.Pattern;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/**
 * This machine's CPU: by what it can do PyTorch's libraries choose among kernels that round differently.
 *
 * @param name what its maker and what a program calls it
 * @param vectorExtensions names of those that kernels are chosen by, in alphabetical order; empty where not known
 */
record Processor(String name, String vectorExtensions) {

    private static final Pattern VECTOR_EXTENSION = Pattern.compile("(avx|fma|amx|asimd|sve|sme)\\w*");

    /** Asked once, as that takes half a second. */
    private static final class Here {
        private static final Processor PROCESSOR = of(new SystemInfo().getHardware().getProcessor());
    }

    static Processor here() {
        return Here.PROCESSOR;
    }

    private static Processor of(CentralProcessor processor) {
        var identifier = processor.getProcessorIdentifier();
        String extensions = processor.getFeatureFlags().stream()
                .flatMap(line -> Arrays.stream(line.split("\\s+")))
                .filter(VECTOR_EXTENSION.asMatchPredicate())
                .distinct()
                .sorted()
                .collect(joining(" "));
        return new Processor("%s, %s".formatted(identifier.getName(), identifier.getIdentifier()), extensions);
    }
}
