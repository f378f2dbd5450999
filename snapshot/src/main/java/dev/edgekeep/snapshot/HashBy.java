package dev.edgekeep.snapshot;

/** The property of a request whose hash chooses the server. */
public sealed interface HashBy {
  HashBy CLIENT_ADDRESS = new Address();

  /** The text of a configuration: {@code address}, {@code header:NAME} or {@code cookie:NAME}. */
  String text();

  /** The client's address. */
  record Address() implements HashBy {
    @Override
    public String text() {
      return "address";
    }
  }

  /** The value of a header field, which has any case; without it, the client's address. */
  record Header(String name) implements HashBy {
    public static final String PREFIX = "header:";

    @Override
    public String text() {
      return PREFIX + name;
    }
  }

  /** The value of a cookie; without it, the client's address. */
  record Cookie(String name) implements HashBy {
    public static final String PREFIX = "cookie:";

    @Override
    public String text() {
      return PREFIX + name;
    }
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException when it is none of the three, or the name is not a token (RFC
   *     9110 §5.6.2)
   */
  static HashBy parse(String text) {
    if (text.equals(CLIENT_ADDRESS.text())) {
      return CLIENT_ADDRESS;
    }
    if (text.startsWith(Header.PREFIX)) {
      return new Header(token(text, Header.PREFIX));
    }
    if (text.startsWith(Cookie.PREFIX)) {
      return new Cookie(token(text, Cookie.PREFIX));
    }
    throw new IllegalArgumentException("give address, header:NAME or cookie:NAME");
  }

  private static String token(String text, String prefix) {
    String name = text.substring(prefix.length());
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")) {
      throw new IllegalArgumentException(
          "give a name behind %s that has only letters, digits and !#$%%&'*+.^_`|~-"
              .formatted(prefix));
    }
    return name;
  }
}
