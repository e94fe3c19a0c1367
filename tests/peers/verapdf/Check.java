import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Asks veraPDF about files. First argument: the flavour, such as 2a. One line for each file, and one for each rule. */
public class Check {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
        for (int number = 1; number < arguments.length; number++) {
            try (PDFAParser parser =
                    Foundries.defaultInstance().createParser(new FileInputStream(arguments[number]), flavour)) {
                ValidationResult told = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                Map<String, Integer> broken = new TreeMap<>();
                for (TestAssertion said : told.getTestAssertions()) {
                    if (said.getStatus() == TestAssertion.Status.FAILED) {
                        broken.merge(said.getRuleId().getClause() + " " + said.getMessage(), 1, Integer::sum);
                    }
                }
                System.out.println((told.isCompliant() ? "1" : "0") + "\t" + arguments[number]);
                broken.forEach((rule, times) -> System.out.println("\t" + times + " times: " + rule));
            }
        }
    }
}
