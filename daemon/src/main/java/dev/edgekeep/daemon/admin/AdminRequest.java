package dev.edgekeep.daemon.admin;

import java.util.List;
import java.util.Map;

/**
 * The parts of a request that a page may depend on. Immutable.
 *
 * @param accept the {@code Accept} header; empty when there is none
 * @param query the parameters of the query, decoded, each with its values in order
 */
public record AdminRequest(String accept, Map<String, List<String>> query) {
  /** The first value of a query parameter. */
  public String parameter(String name, String otherwise) {
    return query.getOrDefault(name, List.of(otherwise)).getFirst();
  }
}
