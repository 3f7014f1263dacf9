namespace OptiBid.Tests.Support;

/// <summary>Finds the real data beside the checkout. Absent on a user's clone (the test is skipped); in CI its absence is a failure.</summary>
internal static class SharedData
{
    private static readonly string? s_root = Find();

    /// <summary>Full path of a file or folder under shared/data; skips the test where the folder is absent.</summary>
    public static string PathOf(string relative)
    {
        if (s_root is null)
        {
            Assert.SkipUnless(IsCi, "shared/data is not beside this checkout");
            throw new InvalidOperationException("shared/data is missing in CI");
        }

        return Path.Combine(s_root, relative);
    }

    /// <summary>True under CI, where a skip is a failure.</summary>
    public static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OptiBid.sln")))
            {
                var data = Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(data) ? Path.GetFullPath(data) : null;
            }
        }

        return null;
    }
}
