package dev.edgekeep.edge.rules;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.rules.request.HttpFacts;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts about a request's head that rules may use: as the client sent it. Event loop only. */
record HeadFacts(RequestHead head, String host, boolean isSecure) implements HttpFacts {
  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String target() {
    return head.target();
  }

  @Override
  public String version() {
    return head.version().label();
  }

  @Override
  public int headerCount() {
    return head.fields().size();
  }

  /** Rules do not see a field that is never forwarded: the origin does not, either. */
  @Override
  public boolean isForged(int index) {
    return head.fields().name(index) == FieldName.RESERVED;
  }

  @Override
  public String headerName(int index) {
    return head.fields().lowerName(index).toString();
  }

  @Override
  public String headerValue(int index) {
    return head.fields().value(index);
  }

  @Override
  public @Nullable String header(String name) {
    int index = find(new AsciiString(name), 0);
    return index < 0 ? authorityFor(name) : head.fields().value(index);
  }

  /** In HTTP/2 {@code :authority} takes the place of Host (RFC 9113 §8.3.1). */
  private @Nullable String authorityFor(String name) {
    return name.equals("host") ? head.authority() : null;
  }

  private int find(AsciiString name, int from) {
    Fields fields = head.fields();
    for (int i = from; i < fields.size(); i++) {
      if (!fields.isRemoved(i) && !isForged(i) && fields.isNamedLoosely(i, name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public List<String> headers(String name) {
    AsciiString wanted = new AsciiString(name);
    List<String> values = new ArrayList<>(1);
    for (int i = find(wanted, 0); i >= 0; i = find(wanted, i + 1)) {
      values.add(head.fields().value(i));
    }
    String authority = values.isEmpty() ? authorityFor(name) : null;
    return authority == null ? values : List.of(authority);
  }
}
