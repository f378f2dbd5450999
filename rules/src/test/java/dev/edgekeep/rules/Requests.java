package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.request.HttpFacts;
import dev.edgekeep.rules.request.HttpView;
import dev.edgekeep.rules.request.RecordedFields;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a request for tests, field by field. */
final class Requests {
  private String host = "www.example.com";
  private String method = "GET";
  private String target = "/";
  private boolean isSecure = true;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private final Map<Field, Object> fields = new EnumMap<>(Field.class);

  static Requests get(String target) {
    Requests request = new Requests();
    request.target = target;
    return request.from("192.0.2.7");
  }

  Requests to(String name) {
    host = name;
    return this;
  }

  Requests method(String name) {
    method = name;
    return this;
  }

  Requests plaintext() {
    isSecure = false;
    return this;
  }

  Requests header(String name, String value) {
    headers.add(Map.entry(name, value));
    return this;
  }

  Requests from(String address) {
    return with(Field.SOURCE, Objects.requireNonNull(IpAddress.parse(address)));
  }

  Requests with(Field field, Object value) {
    fields.put(field, value);
    return this;
  }

  RequestView view() {
    return new HttpView(new Facts(), new RecordedFields(fields));
  }

  private final class Facts implements HttpFacts {
    @Override
    public boolean isSecure() {
      return isSecure;
    }

    @Override
    public String host() {
      return host;
    }

    @Override
    public String method() {
      return method;
    }

    @Override
    public String target() {
      return target;
    }

    @Override
    public String version() {
      return "HTTP/2";
    }

    @Override
    public int headerCount() {
      return headers.size();
    }

    @Override
    public String headerName(int index) {
      return headers.get(index).getKey();
    }

    @Override
    public String headerValue(int index) {
      return headers.get(index).getValue();
    }

    @Override
    public @Nullable String header(String name) {
      List<String> all = headers(name);
      return all.isEmpty() ? null : all.getFirst();
    }

    @Override
    public List<String> headers(String name) {
      return headers.stream()
          .filter(header -> header.getKey().equals(name))
          .map(Map.Entry::getValue)
          .toList();
    }
  }
}
