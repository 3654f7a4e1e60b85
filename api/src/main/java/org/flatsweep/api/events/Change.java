package org.flatsweep.api.events;

import org.jspecify.annotations.Nullable;

/** As the triggers of the schema record it: a sweep has changed, or a trial of it. */
record Change(long sweep, @Nullable Long trial) {}
