import com.pulumi.core.Output;
import com.pulumi.core.annotations.Export;
import com.pulumi.core.annotations.Import;
import com.pulumi.core.annotations.ResourceType;
import com.pulumi.resources.CustomResource;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.ResourceArgs;
import java.util.Map;

/**
 * The resource, written by hand and not generated, with the few properties that this program needs: the others of the
 * reference are added the same way.
 */
@ResourceType(type = "oss-symlink:index:Symlink")
public final class Symlink extends CustomResource {
  @Export(name = "url", refs = {String.class}, tree = "[0]")
  private Output<String> url;

  public Symlink(String name, Args args) {
    super("oss-symlink:index:Symlink", name, args, CustomResourceOptions.Empty);
  }

  /** Where the link can be read. */
  public Output<String> url() {
    return url;
  }

  public static final class Args extends ResourceArgs {
    @Import(name = "bucket", required = true)
    private Output<String> bucket;

    @Import(name = "key", required = true)
    private Output<String> key;

    @Import(name = "target", required = true)
    private Output<String> target;

    @Import(name = "metadata")
    private Output<Map<String, String>> metadata;

    public static Args of(String bucket, String key, String target) {
      Args args = new Args();
      args.bucket = Output.of(bucket);
      args.key = Output.of(key);
      args.target = Output.of(target);
      return args;
    }

    public Args withMetadata(Map<String, String> entries) {
      metadata = Output.of(entries);
      return this;
    }
  }
}
