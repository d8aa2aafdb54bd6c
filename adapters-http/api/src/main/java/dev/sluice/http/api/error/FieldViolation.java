package dev.sluice.http.api.error;

/**
 * A field of a call that is wrong.
 *
 * @param field its name on the wire, such as {@code jobs[1].url}
 * @param message a sentence that says what would be right
 */
public record FieldViolation(String field, String message) {}
