package dev.edgekeep.control.api;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.IdempotencyKey;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.snapshot.HostPattern;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A call of the API by an authenticated caller whose role allows it. One thread. */
public final class Call {
  private static final Pattern REVISION = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");

  private final CallSource source;
  private final Caller caller;
  private final @Nullable IdempotencyKey idempotencyKey;
  private @Nullable Node document;

  Call(CallSource source, Caller caller, @Nullable IdempotencyKey idempotencyKey) {
    this.source = source;
    this.caller = caller;
    this.idempotencyKey = idempotencyKey;
  }

  public Caller caller() {
    return caller;
  }

  /** The author of the change that this call asks for. */
  public Actor actor() {
    return caller.actor(source.pathParameters().get(Routes.SITE), idempotencyKey);
  }

  /** A part of the path, as {@code site}. */
  public String path(String name) {
    String part = source.pathParameters().get(name);
    if (part == null) {
      throw new IllegalArgumentException("the path has no part " + name);
    }
    return part;
  }

  /** A part of the path that is a host's name, in the form in which hosts are stored. */
  public String hostName(String name) {
    return HostPattern.normalize(path(name));
  }

  /** A parameter of the query. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(source.query(name)).filter(value -> !value.isEmpty());
  }

  /** A parameter of the query that is one of a few words. */
  public <T> Optional<T> query(String name, Map<String, T> words) {
    return query(name)
        .map(word -> {
          T value = words.get(word);
          if (value == null) {
            throw DomainException.invalid(
                name, "%s is not one of %s".formatted(word, String.join(", ", words.keySet())));
          }
          return value;
        });
  }

  /** A parameter of the query that is a time as RFC 3339 writes it. */
  public Optional<Instant> queryTime(String name) {
    return query(name)
        .map(text -> {
          try {
            return OffsetDateTime.parse(text).toInstant();
          } catch (DateTimeException e) {
            throw DomainException.invalid(
                name, "expected a time as 2027-01-31T12:00:00Z, found \"%s\"".formatted(text));
          }
        });
  }

  public @Nullable String header(String name) {
    return source.header(name);
  }

  /** The part of a list that the call asks for. */
  public Paging paging() {
    int limit =
        query("limit")
            .map(text -> {
              if (!text.matches("[0-9]{1,6}") || !Paging.LIMIT.contains(Integer.parseInt(text))) {
                throw DomainException.invalid(
                    "limit", "%s is not a number %s".formatted(text, Paging.LIMIT));
              }
              return Integer.parseInt(text);
            })
            .orElse(Paging.DEFAULT_LIMIT);
    return new Paging(limit, query("cursor").orElse(""));
  }

  /** The raw body. */
  public byte[] bytes() {
    return source.body();
  }

  /**
   * The body as JSON; the same document that {@link #body} reads, which is parsed once.
   *
   * @throws DomainException when it is not JSON
   */
  public JsonNode json() {
    return BodyJson.of(parsed());
  }

  /**
   * Reads the body, a JSON object. A member that the reader does not know is a fault.
   *
   * @param reader returns null only after it has reported a problem
   * @throws ApiProblem with all that is wrong
   */
  public <T> T body(Function<Section, @Nullable T> reader) {
    return bodyValue(value -> object(value, reader));
  }

  private static <T> @Nullable T object(Value value, Function<Section, @Nullable T> reader) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    T read = reader.apply(section);
    section.end();
    return read;
  }

  /** As {@link #body}, for the bytes of a call by anybody. */
  static <T> T read(byte[] body, Function<Section, @Nullable T> reader) {
    return read(parse(body), value -> object(value, reader));
  }

  /** As {@link #body}, for readers that end the object themselves. */
  public <T> T bodyValue(Function<Value, @Nullable T> reader) {
    return read(parsed(), reader);
  }

  /** The body where there may be none, read as an empty object then. */
  public <T> T optionalBody(Function<Section, @Nullable T> reader) {
    if (source.body().length > 0) {
      return body(reader);
    }
    return read(
        new Mapping(List.of(), 1),
        value -> {
          Section section = value.section();
          return section == null ? null : reader.apply(section);
        });
  }

  private static <T> T read(Node body, Function<Value, @Nullable T> reader) {
    Problems problems = new Problems("body");
    T value = reader.apply(new Value(body, DocumentPath.ROOT, problems));
    if (problems.hasErrors()) {
      throw DomainException.invalid(
          problems.errors().stream()
              .map(found -> new Violation(found.path(), found.message()))
              .toList());
    }
    if (value == null) {
      throw new IllegalStateException("nothing was read and nothing is wrong");
    }
    return value;
  }

  private Node parsed() {
    Node known = document;
    if (known == null) {
      known = parse(source.body());
      document = known;
    }
    return known;
  }

  private static Node parse(byte[] body) {
    try {
      return DocumentText.of("body.json", body).parse();
    } catch (DocumentException e) {
      throw ApiProblem.of(
          ApiProblem.Type.MALFORMED,
          "the body is not JSON: line %d: %s".formatted(e.line(), e.getMessage()));
    }
  }

  /** The revision that {@code If-Match} asks for (RFC 9110 §13.1.1); empty: any. */
  public OptionalLong ifMatch() {
    String field = source.header("If-Match");
    if (field == null || field.strip().equals("*")) {
      return OptionalLong.empty();
    }
    Matcher revision = REVISION.matcher(field.strip());
    if (!revision.matches()) {
      throw DomainException.stale("If-Match: give the ETag of an earlier answer");
    }
    return OptionalLong.of(Long.parseLong(revision.group(1)));
  }

  /**
   * Guards against lost updates.
   *
   * @param revision of the record now
   * @throws ApiProblem when {@code If-Match} asks for another one
   */
  public void requireMatch(long revision) {
    OptionalLong wanted = ifMatch();
    if (wanted.isPresent() && wanted.getAsLong() != revision) {
      throw DomainException.stale(
          "it was changed in the meantime; get it again and decide whether your change still"
              + " applies");
    }
  }
}
