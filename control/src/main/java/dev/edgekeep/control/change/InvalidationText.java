package dev.edgekeep.control.change;

import dev.edgekeep.x509.cert.SerialNumber;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Invalidations as they are stored with a deployment for other control planes: one a line, with
 * blanks between the words. No id and no host name contains a blank.
 */
public final class InvalidationText {
  private InvalidationText() {}

  static String write(List<Invalidation> invalidations) {
    return invalidations.stream().map(InvalidationText::line).collect(Collectors.joining("\n"));
  }

  private static String line(Invalidation what) {
    return switch (what) {
      case Invalidation.Host(String id, String name) -> "host %s %s".formatted(id, name);
      case Invalidation.Origin(String id) -> "origin " + id;
      case Invalidation.KeyServer(String id) -> "key-server " + id;
      case Invalidation.Certificate(String id) -> "certificate " + id;
      case Invalidation.ClientCa(String id) -> "client-ca " + id;
      case Invalidation.Serial(String ca, SerialNumber serial, boolean revoked) ->
          "serial %s %s %s".formatted(ca, serial, revoked);
      case Invalidation.Rules(String account) -> "rules " + account;
      case Invalidation.Part(String part, String id) -> "part %s %s".formatted(part, id);
    };
  }

  /**
   * @throws IllegalArgumentException when another version of the program wrote the text
   */
  public static List<Invalidation> read(String text) {
    return text.lines().map(InvalidationText::invalidation).toList();
  }

  private static Invalidation invalidation(String line) {
    String[] words = line.split(" ", -1);
    return switch (words[0] + " " + words.length) {
      case "host 3" -> new Invalidation.Host(words[1], words[2]);
      case "origin 2" -> new Invalidation.Origin(words[1]);
      case "key-server 2" -> new Invalidation.KeyServer(words[1]);
      case "certificate 2" -> new Invalidation.Certificate(words[1]);
      case "client-ca 2" -> new Invalidation.ClientCa(words[1]);
      case "serial 4" ->
          new Invalidation.Serial(words[1], SerialNumber.parse(words[2]), words[3].equals("true"));
      case "rules 2" -> new Invalidation.Rules(words[1]);
      case "part 3" -> new Invalidation.Part(words[1], words[2]);
      default -> throw new IllegalArgumentException("this version does not know: " + line);
    };
  }
}
