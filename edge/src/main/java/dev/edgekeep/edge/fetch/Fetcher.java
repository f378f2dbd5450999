package dev.edgekeep.edge.fetch;

import java.util.function.Consumer;

/** Fetches documents. Any thread; never blocks. */
@FunctionalInterface
public interface Fetcher {
  /**
   * Begins to fetch a document. Redirections are not followed: the operator gives the right URL,
   * and no server chooses where the edge connects to.
   *
   * @param result called once, at the latest soon after the request's time limit, on any thread; it
   *     must not block
   */
  void fetch(FetchRequest request, Consumer<FetchResult> result);
}
