package org.flatsweep.api.archive;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import org.flatsweep.api.limit.Places;
import org.flatsweep.api.sweep.OrderLog;
import org.flatsweep.api.sweep.SweepSubmission.Receipt;
import org.flatsweep.api.sweep.SweepView;
import org.flatsweep.api.sweep.SweepViews;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A whole sweep as one file between installations; {@code docs/exports.md} has the format. */
@RestController
@RequestMapping("/api/v1/sweeps")
@EnableConfigurationProperties(ArchiveSettings.class)
class ArchiveController {

    private static final String ZIP = "application/zip";

    /** An import reads a file, however long, in one transaction. */
    final Places places = new Places(2, "archives are being imported", Duration.ofSeconds(30));

    private final ArchiveWriter writer;
    private final ArchiveImport imports;
    private final ArchiveSettings settings;
    private final SweepViews sweeps;

    ArchiveController(ArchiveWriter writer, ArchiveImport imports, ArchiveSettings settings, SweepViews sweeps) {
        this.writer = writer;
        this.imports = imports;
        this.settings = settings;
        this.sweeps = sweeps;
    }

    @Operation(operationId = "archiveSweep", summary = "Definition, trials, results and curves of a sweep that has ended")
    @ApiResponse(responseCode = "200",
            content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")))
    @GetMapping(path = "/{id}/archive", produces = ZIP)
    void archive(@PathVariable long id, @Schema(hidden = true) HttpServletResponse response) throws IOException {
        writer.write(id, () -> open(response, "sweep-%d.zip".formatted(id)));
    }

    private static OutputStream open(HttpServletResponse response, String fileName) {
        response.setContentType(ZIP);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment().filename(fileName).build().toString());
        try {
            return response.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Operation(operationId = "importSweep", summary = "Stores an archived sweep, once however often it is sent")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
            content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "201", description = "stored")
    @ApiResponse(responseCode = "200", description = "an earlier import of the same content had stored it")
    @PostMapping(path = "/import", consumes = ZIP, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SweepView> importSweep(@Schema(hidden = true) HttpServletRequest request) throws IOException {
        try (ArchiveFile archive =
                ArchiveFile.receive(request.getInputStream(), request.getContentLengthLong(), settings)) {
            Receipt receipt = places.take(() -> imports.store(archive));
            if (receipt.created()) {
                OrderLog.sweep(receipt.sweepId(), "imported");
            }
            SweepView sweep = sweeps.get(receipt.sweepId());
            return receipt.created()
                    ? ResponseEntity.created(URI.create("/api/v1/sweeps/" + sweep.id())).body(sweep)
                    : ResponseEntity.ok(sweep);
        }
    }
}
