package dev.edgekeep.rules.request;

import dev.edgekeep.rules.type.Spelling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a recorded request.
 *
 * @param headers names in lower case, in order
 */
public record RecordedHead(
    boolean isSecure,
    String host,
    String method,
    String target,
    String version,
    List<Header> headers)
    implements HttpFacts {
  /** One header field. */
  public record Header(String name, String value) {}

  public RecordedHead {
    headers = List.copyOf(headers);
  }

  @Override
  public int headerCount() {
    return headers.size();
  }

  @Override
  public String headerName(int index) {
    return headers.get(index).name();
  }

  @Override
  public String headerValue(int index) {
    return headers.get(index).value();
  }

  @Override
  public @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  @Override
  public List<String> headers(String name) {
    return headers.stream()
        .filter(header -> Spelling.HEADER_NAME.of(header.name()).equals(name))
        .map(Header::value)
        .toList();
  }
}
