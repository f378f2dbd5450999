package dev.edgekeep.snapshot;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The contact for reports of vulnerabilities (RFC 9116), served as {@value #PATH}.
 *
 * @param contacts URIs in order of preference; at least one
 * @param links other fields with a URI
 * @param languages language tags (RFC 5646); empty: any
 */
public record SecurityTxt(
    List<String> contacts, Instant expires, List<Link> links, List<String> languages) {
  public static final String PATH = "/.well-known/security.txt";

  public SecurityTxt {
    contacts = List.copyOf(contacts);
    links = List.copyOf(links);
    languages = List.copyOf(languages);
    if (contacts.isEmpty() || !contacts.stream().allMatch(SecurityTxt::isUri)) {
      throw new IllegalArgumentException("there is no contact, or one that is not a URI");
    }
  }

  /** A field with a URI. */
  public record Link(Field field, String uri) {
    public Link {
      if (!isUri(uri)) {
        throw new IllegalArgumentException("%s is not a URI".formatted(uri));
      }
    }
  }

  /** The fields of RFC 9116 §2.5 that have a URI, apart from the contact. */
  public enum Field {
    ACKNOWLEDGMENTS("Acknowledgments"),
    CANONICAL("Canonical"),
    ENCRYPTION("Encryption"),
    HIRING("Hiring"),
    POLICY("Policy");

    private final String label;

    Field(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * Returns whether a text is an absolute URI, and no web address without TLS (RFC 9116 §2.5.3).
   */
  public static boolean isUri(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && !"http".equalsIgnoreCase(uri.getScheme());
    } catch (URISyntaxException _) {
      return false;
    }
  }

  /** The file. */
  public String text() {
    List<String> lines = new ArrayList<>();
    contacts.forEach(contact -> lines.add("Contact: " + contact));
    lines.add("Expires: " + expires);
    links.forEach(link -> lines.add(link.field().label() + ": " + link.uri()));
    if (!languages.isEmpty()) {
      lines.add("Preferred-Languages: " + String.join(", ", languages));
    }
    return String.join("\n", lines) + "\n";
  }
}
