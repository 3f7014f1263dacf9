using System.Security.Cryptography;
using System.Text.Json;
using OptiBid.Tests.Support;
using OptiBid.Web.Security;

namespace OptiBid.Tests.Web.Shell;

public class VendoredLibraryTests
{
    private static readonly string s_lib = Path.Combine(RepositoryRoot.Path, "OptiBid.Web", "wwwroot", "lib");

    [Fact]
    public void Every_vendored_file_is_the_one_that_the_lock_names_and_has_a_licence()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_lib, "vendor.lock.json")));
        var listed = new List<string>();
        foreach (var library in document.RootElement.GetProperty("libraries").EnumerateArray())
        {
            var name = library.GetProperty("name").GetString()!;
            Assert.True(File.Exists(Path.Combine(s_lib, name, "LICENSE")), name);
            Assert.StartsWith("sha512-", library.GetProperty("npmIntegrity").GetString(), StringComparison.Ordinal);
            foreach (var file in library.GetProperty("files").EnumerateObject())
            {
                var path = Path.Combine(s_lib, name, file.Name);
                Assert.Equal(file.Value.GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
                listed.Add(path);
            }
        }

        var there = Directory.EnumerateFiles(s_lib, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "vendor.lock.json");
        Assert.Equal(listed.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    /// <summary>Later versions are not free: 5.0.0 says MIT in its package file and something else in its licence.</summary>
    [Fact]
    public void ApexCharts_is_the_last_version_under_the_MIT_licence_and_evaluates_no_text()
    {
        var text = File.ReadAllText(Path.Combine(s_lib, "apexcharts", "apexcharts.min.js"));
        Assert.StartsWith("/*!\n * ApexCharts v4.7.0\n", text, StringComparison.Ordinal);
        Assert.Contains("Released under the MIT License.", text[..200], StringComparison.Ordinal);
        Assert.StartsWith(
            "The MIT License (MIT)",
            File.ReadAllText(Path.Combine(s_lib, "apexcharts", "LICENSE")),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("eval(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("new Function", text, StringComparison.Ordinal);
        // The style element of its legends is allowed by its hash.
        const string Before = "createTextNode(\"";
        var from =
            text.IndexOf(Before, text.IndexOf("getLegendStyles", StringComparison.Ordinal), StringComparison.Ordinal) + Before.Length;
        var style = text[from..text.IndexOf('"', from)].Replace("\\n", "\n", StringComparison.Ordinal);
        var hash = Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
        Assert.Equal(ThemeStyles.ApexLegend, $"'sha256-{hash}'");
    }
}
