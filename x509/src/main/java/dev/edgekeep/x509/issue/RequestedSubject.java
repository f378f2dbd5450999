package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.Name.Attribute;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Subjects from what people write. Checked here, so that a lint does not find them wrong later. */
public final class RequestedSubject {
  /** Most general first, as directories have it; attributes that are not here come before CN. */
  private static final List<String> ORDER =
      List.of("DC", "C", "ST", "L", "STREET", "O", "organizationIdentifier", "OU");

  private RequestedSubject() {}

  /**
   * Of text as RFC 4514 writes it: {@code CN=Alice,O=Example}.
   *
   * @throws IllegalArgumentException when it is no name, or none that certificates here may have
   */
  public static Name parse(String text) {
    return checked(
        Name.parse(text).rdns().stream()
            .map(rdn -> rdn.stream().map(SubjectAttributes::normalized).toList())
            .toList());
  }

  /**
   * Of attributes by their keywords: {@code {CN: Alice, O: Example}}.
   *
   * @throws IllegalArgumentException when a keyword is not known, or a value will not do
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
