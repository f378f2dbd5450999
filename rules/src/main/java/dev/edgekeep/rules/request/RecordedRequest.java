package dev.edgekeep.rules.request;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recorded request: some fields are given, the others follow from its head. One thread at a time.
 */
public final class RecordedRequest implements RequestView {
  private final RecordedFields given;
  private final RequestView head;

  /**
   * @param given fields that replace those of the head, or that the head does not have
   */
  public RecordedRequest(HttpFacts head, RecordedFields given) {
    this.given = given;
    this.head = new HttpView(head, given);
  }

  private RequestView view(Field field) {
    return given.fields().containsKey(field) ? given : head;
  }

  @Override
  public @Nullable String text(Field field) {
    return view(field).text(field);
  }

  @Override
  public long number(Field field) {
    return view(field).number(field);
  }

  @Override
  public boolean truth(Field field) {
    return view(field).truth(field);
  }

  @Override
  public @Nullable IpAddress address(Field field) {
    return view(field).address(field);
  }

  @Override
  public List<String> list(Field field) {
    return view(field).list(field);
  }

  @Override
  public List<String> entry(Field field, String name) {
    return view(field).entry(field, name);
  }

  @Override
  public Map<String, List<String>> map(Field field) {
    return view(field).map(field);
  }
}
