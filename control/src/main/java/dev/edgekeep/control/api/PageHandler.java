package dev.edgekeep.control.api;

/**
 * Answers requests for one page. Runs on a virtual thread and may block; never throws for a request
 * that is merely wrong.
 */
@FunctionalInterface
public interface PageHandler {
  Answer handle(PageRequest request) throws Exception;
}
