package dev.edgekeep.config.material;

import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Unreadable;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates, keys and lists of a document, which are in files or in the document
 * itself. It remembers the names of all files, for a watcher. One thread; blocks.
 */
public final class Materials {
  /** The length of the shortest private key in Base64, 32 bytes. */
  private static final int SHORTEST_KEY = 43;

  private final @Nullable Path folder;
  private final Set<Path> files = new LinkedHashSet<>();
  private final Map<Path, byte[]> recent = new RecentFiles();

  /**
   * @param folder the folder that relative paths start from; null: the document must not name files
   */
  public Materials(@Nullable Path folder) {
    this.folder = folder;
  }

  public Set<Path> files() {
    return files;
  }

  /** Returns whether the document may name files and variables of the environment. */
  boolean mayNameFiles() {
    return folder != null;
  }

  /** The content that a value stands for; null, and reported, when there is none. */
  public @Nullable Material read(Value value, int maxBytes) {
    if (value.node() instanceof Scalar scalar
        && !isPem(value)
        && PemFiles.holdsPrivateKey(scalar.text())) {
      value.error("this contains a private key, and is not PEM; the value is not shown");
      return null;
    }
    if (!isMapping(value) && !isPem(value)) {
      String expected = mayNameFiles() ? "{file: …} or {pem: …}" : "PEM";
      value.error("expected %s, %s%s".formatted(expected, value.found(), suggestedFile(value)));
      return null;
    }
    return given(value, maxBytes);
  }

  /** As {@link #read}, for a secret: no message quotes the value. */
  @Nullable Material readSecret(Value value, int maxBytes) {
    boolean fileName =
        mayNameFiles()
            && value.node() instanceof Scalar scalar
            && scalar.text().length() < SHORTEST_KEY;
    if (!isMapping(value) && !isPem(value) && !fileName) {
      value.error(
          mayNameFiles()
              ? "expected {file: …} or {pem: …}; the value is not shown"
              : "expected a private key in PEM; the value is not shown");
      return null;
    }
    return read(value, maxBytes);
  }

  private static boolean isMapping(Value value) {
    return value.node() instanceof Mapping;
  }

  private static boolean isPem(Value value) {
    return value.node() instanceof Scalar scalar
        && PemBlock.isPem(scalar.text().getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable Material given(Value value, int maxBytes) {
    if (value.node() instanceof Scalar scalar) {
      return inline(value, scalar.text().getBytes(StandardCharsets.UTF_8));
    }
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value file = section.get("file");
    Value pem = section.get("pem");
    Value base64 = section.get("base64");
    section.end();
    int given = (file == null ? 0 : 1) + (pem == null ? 0 : 1) + (base64 == null ? 0 : 1);
    if (given != 1) {
      value.error("give exactly one of file, pem and base64");
      return null;
    }
    if (file != null) {
      return file(value, file, maxBytes);
    }
    return pem != null ? pem(value, pem) : base64(value, base64);
  }

  private String suggestedFile(Value value) {
    boolean oneLine =
        mayNameFiles()
            && value.node() instanceof Scalar scalar
            && !scalar.isNothing()
            && scalar.text().indexOf('\n') < 0
            && scalar.text().length() < 200;
    return oneLine ? "; if that is a file, write {file: %s}".formatted(value.text()) : "";
  }

  private static @Nullable Material pem(Value value, Value pem) {
    String text = pem.text();
    return text == null ? null : inline(value, text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable Material base64(Value value, @Nullable Value base64) {
    String text = base64 == null ? null : base64.text();
    if (text == null) {
      return null;
    }
    try {
      return inline(value, Base64.getMimeDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      value.error("not Base64: " + e.getMessage());
      return null;
    }
  }

  private static @Nullable Material inline(Value value, byte[] bytes) {
    if (bytes.length == 0) {
      value.error("the text is empty");
      return null;
    }
    return new Material(value, bytes, "inline text", null);
  }

  /** The absolute path of a file name in the document. */
  public @Nullable Path path(Value file) {
    String text = file.name();
    if (text == null) {
      return null;
    }
    if (folder == null) {
      file.error("this document cannot name files");
      return null;
    }
    try {
      return folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      file.error("%s is not a path: %s".formatted(Quoted.text(text), e.getReason()));
      return null;
    }
  }

  /** The content of a file. */
  public @Nullable Material file(Value value, Value file, int maxBytes) {
    Path path = path(file);
    if (path == null) {
      return null;
    }
    files.add(path);
    byte[] bytes = recent.get(path);
    if (bytes == null || bytes.length >= maxBytes) {
      bytes = bytes(value, path, maxBytes);
      if (bytes == null) {
        return null;
      }
      if (bytes.length <= RecentFiles.MAX_BYTES) {
        recent.put(path, bytes);
      }
    }
    return new Material(value, bytes, shown(file), path);
  }

  /**
   * The files that were read last. Hosts that share a certificate are mostly next to each other, so
   * recency alone decides what stays.
   */
  private static final class RecentFiles extends LinkedHashMap<Path, byte[]> {
    private static final long serialVersionUID = 1;
    private static final int KEPT = 64;
    private static final int MAX_BYTES = 64 * 1024;

    RecentFiles() {
      super(KEPT, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Path, byte[]> eldest) {
      return size() > KEPT;
    }
  }

  private static String shown(Value file) {
    return String.valueOf(file.text());
  }

  /**
   * A stream costs half of what {@link Files#readAllBytes} does, and there may be 200,000 files.
   */
  private static byte @Nullable [] bytes(Value value, Path path, int maxBytes) {
    try (InputStream in = new FileInputStream(path.toFile())) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (bytes.length == 0) {
        value.error("%s is empty".formatted(path));
        return null;
      }
      if (bytes.length == maxBytes) {
        value.error("%s has more than %,d bytes".formatted(path, maxBytes));
        return null;
      }
      return bytes;
    } catch (IOException e) {
      value.error(Unreadable.reason(path, e));
      return null;
    }
  }
}
