package dev.edgekeep.control.change;

import dev.edgekeep.x509.cert.SerialNumber;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was touched, as it is stored with a deployment for other control planes: a line each, its
 * words divided by blanks, of which no id and no name of a host has any.
 */
public final class TouchedText {
  private TouchedText() {}

  static String write(List<Touched> touched) {
    return touched.stream().map(TouchedText::line).collect(Collectors.joining("\n"));
  }

  private static String line(Touched what) {
    return switch (what) {
      case Touched.Host(String id, String name) -> "host %s %s".formatted(id, name);
      case Touched.Origin(String id) -> "origin " + id;
      case Touched.KeyServer(String id) -> "key-server " + id;
      case Touched.Certificate(String id) -> "certificate " + id;
      case Touched.ClientCa(String id) -> "client-ca " + id;
      case Touched.Serial(String ca, SerialNumber serial, boolean revoked) ->
          "serial %s %s %s".formatted(ca, serial, revoked);
      case Touched.Rules(String account) -> "rules " + account;
    };
  }

  /**
   * @throws IllegalArgumentException when another version of the program has written it
   */
  public static List<Touched> read(String text) {
    return text.lines().map(TouchedText::touched).toList();
  }

  private static Touched touched(String line) {
    String[] words = line.split(" ", -1);
    return switch (words[0] + " " + words.length) {
      case "host 3" -> new Touched.Host(words[1], words[2]);
      case "origin 2" -> new Touched.Origin(words[1]);
      case "key-server 2" -> new Touched.KeyServer(words[1]);
      case "certificate 2" -> new Touched.Certificate(words[1]);
      case "client-ca 2" -> new Touched.ClientCa(words[1]);
      case "serial 4" ->
          new Touched.Serial(words[1], SerialNumber.parse(words[2]), words[3].equals("true"));
      case "rules 2" -> new Touched.Rules(words[1]);
      default -> throw new IllegalArgumentException("this version does not know: " + line);
    };
  }
}
