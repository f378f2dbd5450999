package dev.edgekeep.control.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes records as JSON: their components without those that are null, times as RFC 3339 texts.
 */
public final class Json {
  private Json() {}

  /** Any thread may use it. */
  public static ObjectMapper mapper() {
    return JsonMapper.builder()
        .changeDefaultPropertyInclusion(
            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
        .build();
  }
}
