package dev.edgekeep.x509.pem;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Warnings about likely mistakes in a PEM text. One thread. */
public final class PemWarnings {
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{60,76}={0,2}");
  private static final Pattern ARMOUR = Pattern.compile("-{2,}\\s*(BEGIN|END)\\b.*-{2,}");
  private static final int MAX_WARNINGS = 10;
  private static final int MAX_LABEL = 60;

  private final List<String> warnings = new ArrayList<>();
  private boolean inside;
  private boolean told;

  private PemWarnings() {}

  /**
   * Warnings about blocks with an unknown label, and about text that looks like a block without its
   * BEGIN line.
   */
  public static List<String> of(byte[] content) {
    PemWarnings found = new PemWarnings();
    if (PemBlock.isPem(content)) {
      Iterator<String> lines = PemBlock.text(content).lines().iterator();
      for (int n = 1; lines.hasNext() && found.warnings.size() < MAX_WARNINGS; n++) {
        found.line(lines.next().strip(), n);
      }
    }
    return List.copyOf(found.warnings);
  }

  private void line(String line, int number) {
    if (PemBlock.begins(line)) {
      inside = true;
      told = false;
      label(PemBlock.labelOf(line), number);
    } else if (inside) {
      inside = !PemBlock.ends(line);
    } else if (isArmour(line)) {
      boolean end = line.toUpperCase(Locale.ROOT).contains("END");
      if (!told) {
        warnings.add(
            end
                ? "line %d ends a PEM block that does not begin: it is skipped".formatted(number)
                : "line %d is not how a PEM block begins: it is skipped".formatted(number));
      }
      told = !end;
    } else if (!told && BASE64.matcher(line).matches()) {
      warnings.add(
          "line %d looks like part of a PEM block without a BEGIN line: it is skipped"
              .formatted(number));
      told = true;
    }
  }

  private static boolean isArmour(String line) {
    return line.startsWith("--") && ARMOUR.matcher(line.toUpperCase(Locale.ROOT)).matches();
  }

  private void label(String label, int number) {
    if (!PemBlock.isKnown(label)) {
      String shown = label.length() > MAX_LABEL ? label.substring(0, MAX_LABEL) + "…" : label;
      warnings.add(
          "the PEM block \"%s\" of line %d has an unknown label: it is skipped"
              .formatted(shown, number));
    }
  }
}
