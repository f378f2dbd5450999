package dev.edgekeep.control.error;

/**
 * One fault of a request.
 *
 * @param path of the member in the body, as {@code clientAuth.mode}; empty: the whole body
 * @param message a sentence that says what is wrong and what to do
 */
public record Violation(String path, String message) {}
