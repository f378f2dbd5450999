package dev.edgekeep.config.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects errors and warnings while a document is read. One thread. */
public final class Problems {
  private static final int KEPT = 1_000;

  private final String source;
  private final Findings errors = new Findings();
  private final Findings warnings = new Findings();

  /** The first findings, and the number of further ones. */
  private static final class Findings {
    private final List<Problem> kept = new ArrayList<>();
    private int more;
  }

  public Problems(String source) {
    this.source = source;
  }

  /** Adds a problem that makes the document invalid. */
  public void error(DocumentPath path, int line, String message) {
    add(errors, path, line, message);
  }

  /** Adds a likely mistake, which does not make the document invalid. */
  public void warning(DocumentPath path, int line, String message) {
    add(warnings, path, line, message);
  }

  public boolean hasErrors() {
    return !errors.kept.isEmpty();
  }

  public List<Problem> errors() {
    return inOrder(errors);
  }

  public List<Problem> warnings() {
    return inOrder(warnings);
  }

  private void add(Findings findings, DocumentPath path, int line, String message) {
    if (findings.kept.size() < KEPT) {
      findings.kept.add(new Problem(source, line, path.toString(), message));
    } else {
      findings.more++;
    }
  }

  private List<Problem> inOrder(Findings findings) {
    List<Problem> sorted = new ArrayList<>(findings.kept);
    sorted.sort(Comparator.comparingInt(Problem::line));
    if (findings.more > 0) {
      sorted.add(new Problem(source, 0, "", "and %,d more".formatted(findings.more)));
    }
    return List.copyOf(sorted);
  }
}
