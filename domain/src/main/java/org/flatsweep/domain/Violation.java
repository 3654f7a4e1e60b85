package org.flatsweep.domain;

/**
 * One thing wrong with a sweep definition.
 *
 * @param pointer JSON pointer (RFC 6901) to the offending field; "" is the whole document
 * @param value what stands there; null where a field is missing
 * @param message what is wrong and what is allowed
 */
public record Violation(String pointer, Object value, String message) {}
