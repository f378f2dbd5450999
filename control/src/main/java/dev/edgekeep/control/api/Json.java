package dev.edgekeep.control.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * How records are shown as JSON: by their components; those that are null are left out, times are
 * RFC 3339 texts.
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
