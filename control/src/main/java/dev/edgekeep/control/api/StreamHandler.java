package dev.edgekeep.control.api;

/** Answers with server-sent events until the client goes. Runs on a virtual thread. */
@FunctionalInterface
public interface StreamHandler {
  void handle(Call call, EventStream stream) throws Exception;
}
