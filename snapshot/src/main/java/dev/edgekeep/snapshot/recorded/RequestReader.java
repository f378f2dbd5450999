package dev.edgekeep.snapshot.recorded;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.request.RecordedFields;
import dev.edgekeep.rules.request.RecordedHead;
import dev.edgekeep.rules.request.RecordedRequest;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.FieldNames;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recorded request: {@code method}, {@code url}, {@code version}, {@code headers}, {@code
 * clientCertificate}, and any field by the name that rules give it.
 */
public final class RequestReader {
  private final @Nullable Path folder;
  private final Map<Field, Object> fields = new EnumMap<>(Field.class);
  private final List<RecordedHead.Header> headers = new ArrayList<>();
  private String method = "GET";
  private String version = "HTTP/1.1";
  private boolean isSecure = true;
  private String host = "";
  private String target = "/";

  private RequestReader(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * Reads a request. Errors are added to the problems of the section; the result is of no use then.
   * Blocks where files may be named.
   *
   * @param folder what files are relative to; null: none may be named
   */
  public static RequestView read(Value value, @Nullable Path folder) {
    RequestReader reader = new RequestReader(folder);
    Section section = value.section();
    if (section != null) {
      reader.read(section);
    }
    return reader.request();
  }

  private RequestView request() {
    RecordedHead head = new RecordedHead(isSecure, host, method, target, version, headers);
    return new RecordedRequest(head, new RecordedFields(fields));
  }

  private void read(Section section) {
    method = text(section.get("method"), method);
    version = text(section.get("version"), version);
    url(section.get("url"));
    headers(section.get("headers"));
    new RecordedClient(folder, fields).read(section.get("clientCertificate"));
    Value more = section.get("fields");
    Section moreFields = more == null ? null : more.section();
    section
        .named()
        .forEach((name, value) -> {
          if (FieldNames.find(name) != null) {
            section.get(name);
            field(name, value);
          }
        });
    section.end();
    if (moreFields != null) {
      moreFields.named().forEach(this::field);
    }
    takeHead();
  }

  private static String text(@Nullable Value value, String otherwise) {
    String text = value == null ? null : value.text();
    return text == null ? otherwise : Strings.bytes(text);
  }

  private void url(@Nullable Value value) {
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return;
    }
    int path = text.indexOf('/', text.indexOf("://") + 3);
    String origin = path < 0 ? text : text.substring(0, path);
    try {
      URI uri = new URI(origin);
      String name = uri.getHost();
      if (name == null) {
        value.error("expected a URL with a host, as in https://www.example.com/path?query");
        return;
      }
      isSecure = !"http".equalsIgnoreCase(uri.getScheme());
      host = name.toLowerCase(Locale.ROOT);
      target = path < 0 ? "/" : Strings.bytes(text.substring(path));
    } catch (java.net.URISyntaxException e) {
      value.error("not a URL: " + e.getMessage());
    }
  }

  private void headers(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return;
    }
    section
        .named()
        .forEach((name, values) -> {
          List<Value> items =
              values.node() instanceof Node.Sequence ? values.items() : List.of(values);
          for (Value item : items) {
            headers.add(
                new RecordedHead.Header(Strings.lower(Strings.bytes(name)), text(item, "")));
          }
        });
  }

  private void field(String name, Value value) {
    Field field = FieldNames.find(name);
    if (field == null) {
      value.error("there is no field of this name");
      return;
    }
    Object read = FieldValues.read(field, value);
    if (read != null) {
      fields.put(field, read);
    }
  }

  /** Fields that describe the head are put into it, so that fields derived from it are right. */
  private void takeHead() {
    host = taken(Field.HOST, host);
    method = taken(Field.METHOD, method);
    version = taken(Field.VERSION, version);
    int mark = target.indexOf('?');
    String path = taken(Field.PATH, mark < 0 ? target : target.substring(0, mark));
    String query = taken(Field.QUERY, mark < 0 ? "" : target.substring(mark + 1));
    target = taken(Field.URI, query.isEmpty() ? path : path + "?" + query);
    if (fields.remove(Field.SSL) instanceof Boolean secure) {
      isSecure = secure;
    }
  }

  private String taken(Field field, String otherwise) {
    return fields.remove(field) instanceof String text ? text : otherwise;
  }
}
