package org.flatsweep.api.events;

import org.jspecify.annotations.Nullable;

/** A notification by the triggers of the schema: a sweep has changed, or a trial of it. */
record Change(long sweep, @Nullable Long trial) {}
