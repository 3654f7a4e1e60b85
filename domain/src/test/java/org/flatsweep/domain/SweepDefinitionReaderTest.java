package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.flatsweep.domain.Documents.rhoBySigma0;
import static org.flatsweep.domain.Documents.with;
import static org.flatsweep.domain.Documents.without;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepDefinitionReaderTest {

    static Stream<Arguments> wrongFields() {
        var wrn = Map.of("name", "wrn", "depth", 10, "width", 1);
        return Stream.of(
                Arguments.of(without("name"), "/name", "is required"),
                Arguments.of(with("name", "  "), "/name", "1 to 200 printable characters"),
                Arguments.of(with("name", "x".repeat(201)), "/name", "1 to 200 printable characters"),
                Arguments.of(with("name", "a\nb"), "/name", "printable"),
                Arguments.of(with("name", "a\ud800"), "/name", "printable"),
                Arguments.of(with("name", 7), "/name", "must be a text"),
                Arguments.of(with("priority", 1001), "/priority", "from -1000"),
                Arguments.of(with("max_parallel", 0), "/max_parallel", "a whole number from 1"),
                Arguments.of(with("reuse", "no"), "/reuse", "true or false"),
                Arguments.of(with("requires", "a GPU"), "/requires", "must be an object"),
                Arguments.of(with("requires", Map.of("gpus", 2)), "/requires/gpus", "known here: cuda, gpu_memory_gib"),
                Arguments.of(with("requires", Map.of("gpu_memory_gib", 0)), "/requires/gpu_memory_gib", "> 0"),
                Arguments.of(with("requires", Map.of("cuda", false, "gpu_memory_gib", 8)), "/requires/gpu_memory_gib",
                        "cuda is false"),
                Arguments.of(without("dataset"), "/dataset", "is required"),
                Arguments.of(with("dataset", "imagenet"), "/dataset", "one of cifar10, cifar100, digits"),
                Arguments.of(with("dataset", "../../etc/passwd"), "/dataset", "one of cifar10"),
                Arguments.of(with("dataset", List.of("digits", "digits")), "/dataset/1", "twice"),
                Arguments.of(with("dataset", List.of()), "/dataset", "list of 1 to"),
                Arguments.of(with("dataset", Map.of("name", "digits", "resolution", 17)), "/dataset/resolution", "[16, 32]"),
                Arguments.of(with("dataset", Map.of("name", "digits", "validation", 0)), "/dataset/validation", "> 0 and ≤ 0.5"),
                Arguments.of(with("dataset", Map.of("resolution", 16)), "/dataset/name", "is required"),
                Arguments.of(with("model", "wrn"), "/model", "must be an object"),
                Arguments.of(with("model", Map.of("name", "wrn", "depth", 12, "width", 1)), "/model/depth", "6n + 4"),
                Arguments.of(with("model", Map.of("name", "wrn", "depth", 10)), "/model/width", "is required"),
                Arguments.of(with("model", Map.of("name", "vit", "depth", 10)), "/model/name", "one of wrn, vae"),
                Arguments.of(with("model", Map.of("depth", 10, "width", 1)), "/model/name", "is required"),
                Arguments.of(with("model", vae("depth", 10)), "/model/depth",
                        "known here: hidden, lambda, latent, name, noise"),
                Arguments.of(with("model", vae("latent", 0)), "/model/latent", "a whole number from 1"),
                Arguments.of(with("model", vae("hidden", 1.5)), "/model/hidden", "a whole number from 1"),
                Arguments.of(with("model", Map.of("name", "vae", "latent", 8)), "/model/hidden", "is required"),
                Arguments.of(with("model", vae("noise", "uniform")), "/model/noise",
                        "one of gaussian, worst_case, interpolated"),
                Arguments.of(with("model", vae("lambda", 0.5)), "/model/lambda",
                        "lambda applies only where it has noise interpolated"),
                Arguments.of(with("model", interpolatedVae(1.5)), "/model/lambda", "≥ 0 and ≤ 1"),
                Arguments.of(with("model", List.of(interpolatedVae(0.5), vae("noise", "interpolated"))),
                        "/model/1", "twice"),
                Arguments.of(with("model", List.of(wrn, wrn)), "/model/1", "twice"),
                Arguments.of(with("epochs", 0), "/epochs", "a whole number from 1"),
                Arguments.of(with("epochs", 2.5), "/epochs", "a whole number from 1"),
                Arguments.of(with("epochs", "10"), "/epochs", "a whole number from 1"),
                Arguments.of(with("optimizer", Map.of("lr", -0.1)), "/optimizer/lr", "a number > 0"),
                Arguments.of(with("optimizer", Map.of("name", "adam")), "/optimizer/name", "one of sgd, adamw"),
                Arguments.of(with("optimizer", Map.of("name", "adamw", "momentum", 0.9)), "/optimizer/momentum",
                        "momentum applies only where it has optimizer sgd"),
                Arguments.of(with("optimizer", Map.of("momentum", 1)), "/optimizer/momentum", "≥ 0 and < 1"),
                Arguments.of(with("optimizer", Map.of("nesterov", "yes")), "/optimizer/nesterov", "true or false"),
                Arguments.of(with("lr", 0.1), "/lr", "not a known field"),
                Arguments.of(with("rhoo", 1), "/rhoo", "not a known field"),
                Arguments.of(with("a/b~c", 1), "/a~1b~0c", "not a known field"),
                Arguments.of(with("grid", Map.of("rho", List.of(0.1, -1))), "/grid/rho/1", "a number > 0"),
                Arguments.of(with("grid", Map.of("rho", List.of())), "/grid/rho", "list of 1 to"),
                Arguments.of(with("grid", Map.of("rho", List.of(0.1, 0.10))), "/grid/rho/1", "twice"),
                Arguments.of(with("grid", Map.of("rho", List.of(Double.NaN))), "/grid/rho/0", "a number > 0"),
                Arguments.of(with("grid", Map.of("rho", List.of(new BigDecimal("1e400")))), "/grid/rho/0", "a number > 0"),
                Arguments.of(with("grid", Map.of("rho", Map.of("from", 1, "to", 0.1, "steps", 3))), "/grid/rho", "from < to"),
                Arguments.of(with("grid", Map.of("rho", Map.of("from", 0.1, "to", 1))), "/grid/rho/steps", "is required"),
                Arguments.of(with("grid", Map.of("alpha", Map.of("from", 0, "to", 1, "steps", 3, "scale", "log"))),
                        "/grid/alpha", "0 < from < to"),
                Arguments.of(with("grid", Map.of("rho", Map.of("from", 0.1, "to", 1, "steps", 3, "scale", "cubic"))),
                        "/grid/rho/scale", "linear, log"),
                Arguments.of(with("seeds", Map.of("from", 1, "to", 3, "steps", 9)), "/seeds", "only 3 whole numbers"),
                Arguments.of(with("grid", Map.of("nesterov", Map.of("from", true, "to", false, "steps", 2))),
                        "/grid/nesterov", "true or false"),
                Arguments.of(with("grid", Map.of("epochs", List.of(1, 2))), "/grid/epochs", "already given at /epochs"),
                Arguments.of(with("weight_decay", 5e-4), "/grid/alpha", "already given at /weight_decay"),
                Arguments.of(with("sigma0", 0.2), "/grid/alpha", "give only one of them; the other is at /sigma0"),
                Arguments.of(without("methods"), "/methods", "is required"),
                Arguments.of(with("methods", List.of("adam")), "/methods/0",
                        "name of a method: sgd, sam, rsam, "),
                Arguments.of(with("methods", List.of(Map.of("grid", Map.of()))), "/methods/0/name", "name of a method"),
                Arguments.of(with("methods", List.of(Map.of("name", "sgd", "rho", 1))), "/methods/0/rho", "not a known"),
                Arguments.of(with("methods", List.of(Map.of("name", "sgd", "grid", Map.of("rho", List.of(1))))),
                        "/methods/0/grid/rho", "sgd has no rho; it has optimizer, epochs"),
                Arguments.of(with("methods", List.of(Map.of("name", "asam", "fsam_eta", 1))), "/methods/0/fsam_eta",
                        "not a known field; known here: adam_beta1"),
                Arguments.of(with("methods", List.of(Map.of("name", "asam", "asam_eta", -1))), "/methods/0/asam_eta",
                        "a number ≥ 0"),
                Arguments.of(with("methods", List.of(Map.of("name", "asam", "asam_scope", "weights"))),
                        "/methods/0/asam_scope", "one of all_weights, conv_linear"),
                Arguments.of(with("methods", List.of(Map.of("name", "interpolated", "grid", Map.of(
                        "lambda", List.of(0, 1, 1.5))))), "/methods/0/grid/lambda/2", "a number ≥ 0 and ≤ 1"),
                Arguments.of(with("methods", List.of(Map.of("name", "interpolated", "interpolation", "lerp"))),
                        "/methods/0/interpolation", "one of slerp, convex"),
                Arguments.of(with("estimator", "score"), "/estimator", "not a known field"),
                Arguments.of(with("methods", List.of(Map.of("name", "mfvi", "beta", "match_rho"))), "/methods/0/beta",
                        "beta must be a number ≥ 0 where perturbation is gaussian"),
                Arguments.of(with("methods", List.of(Map.of("name", "vsam", "beta", "match"))), "/methods/0/beta",
                        "a number ≥ 0, or match_rho"),
                Arguments.of(with("methods", List.of("sgd", Map.of("name", "nes", "grid", Map.of(
                        "population", List.of(8, 9))))), "/methods/1/grid/population", "must be even"),
                Arguments.of(with("methods", List.of(Map.of("name", "vsam", "sigma_floor", 1, "sigma_ceiling", 0.1))),
                        "/methods/0/sigma_floor", "must lie below sigma_ceiling, which is 0.1"),
                Arguments.of(composed("none", "isotropic", "l2"), "/methods/0/covariance", "must be none"),
                Arguments.of(composed("worst_case", "none", "l2"), "/methods/0/covariance", "isotropic, learned"),
                Arguments.of(composed("gaussian", "fisher", "l2"), "/methods/0/covariance", "before which"),
                Arguments.of(composed("none", "none", "kl"), "/methods/0/penalty", "must be one of none, l2"),
                Arguments.of(composed("worst_case", "magnitude", "kl"), "/methods/0/penalty", "must be one of none, l2"),
                Arguments.of(with("methods", List.of(Map.of("name", "composed", "lambda", 0.5))), "/methods/0/lambda",
                        "lambda applies only where it has perturbation interpolated"),
                Arguments.of(with("seeds", List.of(-1)), "/seeds/0", "a whole number from 0"),
                Arguments.of(with("seeds", List.of(1, 1)), "/seeds/1", "twice"),
                Arguments.of(with("max_attempts", 0), "/max_attempts", "a whole number from 1 to 100"),
                Arguments.of(with("probes", "last"), "/probes", "must be an object"),
                Arguments.of(with("probes", Map.of("every", 5)), "/probes/every", "known here: at, images, recompute"),
                Arguments.of(with("probes", Map.of("at", List.of(1, 0))), "/probes/at/1", "a whole number from 1"),
                Arguments.of(with("probes", Map.of("at", List.of(5, 11))), "/probes/at", "epochs up to 10"),
                Arguments.of(with("probes", Map.of("images", 15)), "/probes/images", "a whole number from 16 to"),
                Arguments.of(with("probes", Map.of("samples", 1)), "/probes/samples", "a whole number from 2 to"),
                Arguments.of(with("probes", Map.of("rho", 0)), "/probes/rho", "a number > 0"),
                Arguments.of(with("probes", Map.of("recompute_statistics", 1)), "/probes/recompute_statistics",
                        "true or false"));
    }

    private static Map<String, Object> composed(String perturbation, String covariance, String penalty) {
        return with("methods", List.of(Map.of("name", "composed", "perturbation", perturbation,
                "covariance", covariance, "penalty", penalty)));
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void namesTheFieldItsValueAndWhatIsAllowed(Map<String, Object> document, String pointer, String message) {
        assertThat(violationsOf(document)).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo(pointer);
            assertThat(violation.message()).contains(message);
        });
    }

    private static Map<String, Object> vae(String key, Object value) {
        Map<String, Object> vae = new LinkedHashMap<>(Map.of("name", "vae", "latent", 8, "hidden", 256));
        vae.put(key, value);
        return vae;
    }

    private static Map<String, Object> interpolatedVae(double lambda) {
        Map<String, Object> vae = vae("noise", "interpolated");
        vae.put("lambda", lambda);
        return vae;
    }

    @Test
    void namesEverythingWrongAtOnce() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("dataset", "mnist1");
        document.put("model", Map.of("name", "wrn", "depth", 11, "width", 0));
        document.put("epochs", -1);
        document.put("methods", List.of("sgd", "sma"));
        document.put("seeds", List.of());

        assertThat(violationsOf(document)).extracting(Violation::pointer).containsExactlyInAnyOrder(
                "/name", "/dataset", "/model/depth", "/model/width", "/epochs", "/methods/1", "/seeds");
    }

    @Test
    void refusesAnAxisThatNoMethodHas() {
        var document = with("grid", Map.of("sigma_lr", List.of(0.1)));
        document.put("methods", List.of("sgd", "sam"));

        assertThat(violationsOf(document)).extracting(Violation::pointer, Violation::message)
                .containsExactly(tuple("/grid/sigma_lr", "no method of this sweep has sigma_lr"));
    }

    @Test
    void refusesLabelSmoothingOfAModelWithoutClassesWhereItIsGiven() {
        var document = with("model", List.of(Map.of("name", "wrn", "depth", 10, "width", 1), vae("noise", "gaussian")));
        document.put("methods", List.of("sgd", Map.of("name", "sam", "label_smoothing", 0),
                Map.of("name", "sam", "grid", Map.of("label_smoothing", List.of(0, 0.2)))));

        assertThat(violationsOf(document)).extracting(Violation::pointer, Violation::value).containsExactly(
                tuple("/label_smoothing", 0.1), tuple("/methods/2/grid/label_smoothing", List.of(0, 0.2)));
        assertThat(violationsOf(document)).extracting(Violation::message).allMatch(message -> message.contains("vae"));
    }

    @Test
    void refusesAGridOfMoreThanAMillionTrialsWithoutExpandingIt() {
        var axis = Map.of("from", 0.001, "to", 1, "steps", 10_000);
        var document = with("grid", Map.of("rho", axis, "alpha", axis, "label_smoothing",
                Map.of("from", 0, "to", 0.5, "steps", 10_000)));
        document.remove("label_smoothing");
        document.put("methods", List.of("sam"));

        assertThat(violationsOf(document)).singleElement().satisfies(violation -> {
            assertThat(violation.message()).contains("at most 1000000");
            assertThat(violation.value()).isEqualTo(3_000_000_000_000L);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", ""})
    void refusesADocumentThatIsNoObject(String document) {
        assertThat(violationsOf(document)).extracting(Violation::message).containsExactly("must be an object");
    }

    @Test
    void refusesAnEmptyDocument() {
        assertThat(violationsOf(null)).extracting(Violation::message).containsExactly("must be an object");
    }

    @Test
    void understandsThatSigma0FollowsFromAlpha() {
        assertThat(SweepDefinitionReader.read(with("sigma0", "from_alpha")))
                .isEqualTo(SweepDefinitionReader.read(rhoBySigma0()));
    }

    @Test
    void probesTheEpochsOfAListOrAnIntervalAndTheLast() {
        ProbePlan listed = probesOf(Map.of("at", List.of(1, 5), "images", 64, "samples", 8, "rho", 0.1,
                "recompute_statistics", true));
        ProbePlan interval = probesOf(Map.of("at", Map.of("from", 2, "to", 8, "steps", 3)));
        ProbePlan last = probesOf(Map.of());

        assertThat(listed).isEqualTo(new ProbePlan(List.of(1, 5), 64, 8, Optional.of(0.1), true));
        assertThat(interval.at()).containsExactly(2, 5, 8);
        assertThat(last).isEqualTo(new ProbePlan(List.of(), 512, 16, Optional.empty(), false));
        assertThat(IntStream.rangeClosed(1, 10).filter(epoch -> listed.isDue(epoch, 10))).containsExactly(1, 5, 10);
    }

    private static ProbePlan probesOf(Map<String, Object> probes) {
        return SweepDefinitionReader.read(with("probes", probes)).probes().orElseThrow();
    }

    private static List<Violation> violationsOf(Object document) {
        return catchThrowableOfType(
                InvalidSweepDefinitionException.class, () -> SweepDefinitionReader.read(document)).violations();
    }

    @Test
    void readsHowTheTrialsAreQueued() {
        assertThat(SweepDefinitionReader.read(rhoBySigma0()).queue())
                .isEqualTo(new QueuePolicy(3, 0, Optional.empty(), true, Optional.empty()));

        var document = new LinkedHashMap<>(with("priority", -5));
        document.putAll(Map.of("max_attempts", 7, "max_parallel", 4, "reuse", false,
                "requires", Map.of("gpu_memory_gib", 0.5)));
        assertThat(SweepDefinitionReader.read(document).queue())
                .isEqualTo(new QueuePolicy(7, -5, Optional.of(4), false, Optional.of(1L << 29)));

        assertThat(SweepDefinitionReader.read(with("requires", Map.of("cuda", true))).queue().gpuBytes()).contains(0L);
        assertThat(SweepDefinitionReader.read(with("requires", Map.of("cuda", false))).queue().gpuBytes()).isEmpty();
    }
}
