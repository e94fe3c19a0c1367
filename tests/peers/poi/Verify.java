import java.io.File;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.poifs.crypt.dsig.SignatureConfig;
import org.apache.poi.poifs.crypt.dsig.SignatureInfo;
import org.apache.poi.poifs.crypt.dsig.SignaturePart;

/** What Apache POI says of the seals of Word files: for each file its name, how many seals, how many of them valid. */
public class Verify {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            int seals = 0, valid = 0;
            String signer = "";
            try (OPCPackage opened = OPCPackage.open(new File(file), PackageAccess.READ)) {
                SignatureConfig settings = new SignatureConfig();
                settings.setOpcPackage(opened);
                SignatureInfo about = new SignatureInfo();
                about.setSignatureConfig(settings);
                // Not verifySignature(), which looks at the first one only.
                for (SignaturePart part : about.getSignatureParts()) {
                    seals++;
                    if (part.validate()) {
                        valid++;
                        signer = part.getSigner().getSubjectX500Principal().getName();
                    }
                }
            }
            System.out.println(file + "\t" + seals + "\t" + valid + "\t" + signer);
        }
    }
}
