package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.Name.Attribute;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Creates subjects from user input. They are checked here, so that a lint does not refuse them
 * later.
 */
public final class RequestedSubject {
  /** Most general first, as in directories; other attributes come before CN. */
  private static final List<String> ORDER =
      List.of("DC", "C", "ST", "L", "STREET", "O", "organizationIdentifier", "OU");

  private RequestedSubject() {}

  /**
   * Parses the text form of RFC 4514: {@code CN=Alice,O=Example}.
   *
   * @throws IllegalArgumentException if the text is not a name, or not one that issued certificates
   *     may have
   */
  public static Name parse(String text) {
    return checked(
        Name.parse(text).rdns().stream()
            .map(rdn -> rdn.stream().map(SubjectAttributes::normalized).toList())
            .toList());
  }

  /**
   * Creates a subject from attributes by keyword: {@code {CN: Alice, O: Example}}.
   *
   * @throws IllegalArgumentException if a keyword is not known, or a value is not acceptable
   */
  public static Name of(Map<String, String> attributes) {
    return checked(
        attributes.entrySet().stream()
            .map(each -> Attribute.of(each.getKey(), each.getValue()))
            .sorted(Comparator.comparingInt(RequestedSubject::position))
            .map(each -> List.of(SubjectAttributes.normalized(each)))
            .toList());
  }

  private static int position(Attribute attribute) {
    int at = ORDER.indexOf(attribute.keyword());
    if (at >= 0) {
      return at;
    }
    return attribute.keyword().equals("CN") ? ORDER.size() + 1 : ORDER.size();
  }

  private static Name checked(List<List<Attribute>> rdns) {
    Name subject = Name.of(rdns);
    String problem = SubjectAttributes.problem(subject);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return subject;
  }
}
