import java.io.File;
import java.util.List;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.parsers.JsonParser;

/** Validates bills of materials with the schema of CycloneDX 1.6; exit status 1 if one is not valid. */
void main(String[] files) throws Exception {
  boolean valid = true;
  for (String file : files) {
    List<ParseException> problems = new JsonParser().validate(new File(file), Version.VERSION_16);
    problems.forEach(problem -> System.err.println(file + ": " + problem.getMessage()));
    valid &= problems.isEmpty();
  }
  System.exit(valid ? 0 : 1);
}
