package dev.edgekeep.config.document;

import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The tokens of one YAML 1.2 document. */
public final class YamlTokens implements Tokens {
  private static final String STANDARD_TAG = "tag:yaml.org,2002:";

  private final Iterator<Event> events;
  private @Nullable Event event;
  private int documents;

  public YamlTokens(Reader reader) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseReader(reader).iterator();
  }

  @Override
  public Kind next() throws DocumentException {
    while (true) {
      Event next = read();
      switch (next.getEventId()) {
        case MappingStart:
          return tagged(next, ((CollectionStartEvent) next).getTag(), "map", Kind.MAPPING);
        case SequenceStart:
          return tagged(next, ((CollectionStartEvent) next).getTag(), "seq", Kind.SEQUENCE);
        case Scalar:
          return tagged(next, ((ScalarEvent) next).getTag(), "str", Kind.SCALAR);
        case MappingEnd:
          return Kind.MAPPING_END;
        case SequenceEnd:
          return Kind.SEQUENCE_END;
        case Alias:
          return Kind.ALIAS;
        case StreamEnd:
          return Kind.END;
        case DocumentStart:
          startDocument();
          break;
        case StreamStart, DocumentEnd, Comment:
          break;
      }
    }
  }

  private void startDocument() throws DocumentException {
    documents++;
    if (documents > 1) {
      throw new DocumentException(
          line(), "a second document begins here; only one is allowed, so remove the ---");
    }
  }

  private Event read() throws DocumentException {
    try {
      Event next = events.next();
      event = next;
      return next;
    } catch (MarkedYamlEngineException e) {
      throw syntaxError(e);
    } catch (YamlEngineException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new DocumentException(line(), "the text is not UTF-8, here or further down");
      }
      throw new DocumentException(line(), "not YAML: " + oneLine(e.getMessage()));
    }
  }

  private static DocumentException syntaxError(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    String column = mark.map(m -> ", column " + (m.getColumn() + 1)).orElse("");
    return new DocumentException(
        mark.map(m -> m.getLine() + 1).orElse(0),
        "not YAML" + column + ": " + oneLine(context + e.getProblem()));
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s+", " ");
  }

  private Kind tagged(Event at, Optional<String> tag, String allowed, Kind kind)
      throws DocumentException {
    if (tag.isPresent() && !isAllowed(tag.get(), allowed)) {
      event = at;
      throw new DocumentException(
          line(), "the tag %s has no meaning here; remove it".formatted(tag.get()));
    }
    return kind;
  }

  private static boolean isAllowed(String tag, String allowed) {
    return tag.equals("!") || tag.equals(STANDARD_TAG + allowed);
  }

  @Override
  public String text() {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getValue();
      case AliasEvent alias -> alias.getAlias().getValue();
      case null, default -> throw new IllegalStateException("no text at " + event);
    };
  }

  @Override
  public boolean quoted() {
    return event instanceof ScalarEvent scalar
        && (!scalar.isPlain() || scalar.getTag().isPresent());
  }

  @Override
  public @Nullable String anchor() {
    return event instanceof NodeEvent node
        ? node.getAnchor().map(Anchor::getValue).orElse(null)
        : null;
  }

  @Override
  public int line() {
    return event == null ? 0 : event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
