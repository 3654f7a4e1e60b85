package org.flatsweep.api.archive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What {@code FLATSWEEP_ARCHIVE_…} environment variables set: the largest archive to import.
 *
 * @param maxFile of the file
 * @param maxEntry of each of its entries, unpacked
 */
@ConfigurationProperties("flatsweep.archive")
record ArchiveSettings(@DefaultValue("1GB") DataSize maxFile, @DefaultValue("8GB") DataSize maxEntry) {

    ArchiveSettings {
        require(maxFile, "MAX_FILE");
        require(maxEntry, "MAX_ENTRY");
    }

    private static void require(DataSize size, String variable) {
        if (size.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "FLATSWEEP_ARCHIVE_%s is %s; allowed: a size such as 1GB".formatted(variable, size));
        }
    }
}
