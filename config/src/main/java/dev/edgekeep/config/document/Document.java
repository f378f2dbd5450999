package dev.edgekeep.config.document;

import dev.edgekeep.config.document.Node.Entry;
import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.document.Tokens.Kind;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a document into nodes. The entries of one large mapping can be passed to a consumer while
 * they are read, so that they are never in memory all at once.
 *
 * <p>The depth of a document and the number of nodes that aliases expand to are limited.
 */
public final class Document {
  private static final int MAX_DEPTH = 50;
  private static final long MAX_ALIASED_NODES = 1_000_000;

  private final Tokens tokens;
  private final String streamedKey;
  private final Consumer<Entry> streamed;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private long nodes;
  private long aliasedNodes;

  /** A node with an anchor, and the number of nodes in it. */
  private record Anchored(Node node, long nodes) {}

  private Document(Tokens tokens, String streamedKey, Consumer<Entry> streamed) {
    this.tokens = tokens;
    this.streamedKey = streamedKey;
    this.streamed = streamed;
  }

  /**
   * Reads YAML 1.2 (JSON is YAML).
   *
   * @param streamedKey the key of the root whose entries go to {@code streamed} while they are
   *     read; the returned root has an empty mapping for this key
   */
  public static Node readYaml(Reader reader, String streamedKey, Consumer<Entry> streamed)
      throws DocumentException {
    return new Document(new YamlTokens(reader), streamedKey, streamed).read();
  }

  /** Reads JSON, several times as fast as {@link #readYaml}. */
  public static Node readJson(Reader reader, String streamedKey, Consumer<Entry> streamed)
      throws DocumentException {
    return new Document(new JsonTokens(reader), streamedKey, streamed).read();
  }

  private Node read() throws DocumentException {
    Kind kind = tokens.next();
    if (kind == Kind.END) {
      throw new DocumentException(0, "the document is empty; begin with version: 1");
    }
    Node root = kind == Kind.MAPPING ? root() : node(kind, 1);
    if (tokens.next() != Kind.END) {
      throw new DocumentException(
          tokens.line(), "unexpected content after the end of the document");
    }
    return root;
  }

  private Mapping root() throws DocumentException {
    int line = tokens.line();
    List<Entry> entries = new ArrayList<>();
    for (Kind kind = tokens.next(); kind != Kind.MAPPING_END; kind = tokens.next()) {
      String key = key(kind);
      int keyLine = tokens.line();
      Kind valueKind = tokens.next();
      boolean streams =
          key.equals(streamedKey) && valueKind == Kind.MAPPING && tokens.anchor() == null;
      entries.add(new Entry(key, keyLine, streams ? stream() : node(valueKind, 2)));
    }
    return new Mapping(entries, line);
  }

  private Mapping stream() throws DocumentException {
    int line = tokens.line();
    for (Kind kind = tokens.next(); kind != Kind.MAPPING_END; kind = tokens.next()) {
      String key = key(kind);
      int keyLine = tokens.line();
      streamed.accept(new Entry(key, keyLine, node(tokens.next(), 3)));
    }
    return new Mapping(List.of(), line);
  }

  private Node node(Kind kind, int depth) throws DocumentException {
    if (depth > MAX_DEPTH) {
      throw new DocumentException(
          tokens.line(), "nested too deeply: more than %d levels".formatted(MAX_DEPTH));
    }
    if (kind == Kind.ALIAS) {
      return alias();
    }
    String anchor = tokens.anchor();
    long before = nodes++;
    Node node =
        switch (kind) {
          case SCALAR -> new Scalar(tokens.text(), tokens.quoted(), tokens.line());
          case MAPPING -> mapping(depth);
          case SEQUENCE -> sequence(depth);
          case MAPPING_END, SEQUENCE_END, ALIAS, END ->
              throw new IllegalStateException("no value begins with " + kind);
        };
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, nodes - before));
    }
    return node;
  }

  private Node alias() throws DocumentException {
    Anchored anchored = anchors.get(tokens.text());
    if (anchored == null) {
      throw new DocumentException(
          tokens.line(),
          "unknown alias *%s: no complete value above has this anchor".formatted(tokens.text()));
    }
    nodes += anchored.nodes;
    aliasedNodes += anchored.nodes;
    if (aliasedNodes > MAX_ALIASED_NODES) {
      throw new DocumentException(
          tokens.line(),
          "the aliases up to here expand to more than %,d values".formatted(MAX_ALIASED_NODES));
    }
    return anchored.node;
  }

  private Mapping mapping(int depth) throws DocumentException {
    int line = tokens.line();
    List<Entry> entries = new ArrayList<>(4);
    for (Kind kind = tokens.next(); kind != Kind.MAPPING_END; kind = tokens.next()) {
      String key = key(kind);
      int keyLine = tokens.line();
      entries.add(new Entry(key, keyLine, node(tokens.next(), depth + 1)));
    }
    return new Mapping(entries, line);
  }

  private Sequence sequence(int depth) throws DocumentException {
    int line = tokens.line();
    List<Node> items = new ArrayList<>(2);
    for (Kind kind = tokens.next(); kind != Kind.SEQUENCE_END; kind = tokens.next()) {
      items.add(node(kind, depth + 1));
    }
    return new Sequence(items, line);
  }

  private String key(Kind kind) throws DocumentException {
    if (kind != Kind.SCALAR) {
      throw new DocumentException(tokens.line(), "a key must be text");
    }
    return tokens.text();
  }
}
