namespace OptiBid.Tests.Support;

/// <summary>The checkout the tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>Full path of the folder that holds OptiBid.sln.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "OptiBid.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("OptiBid.sln was not found above the test assembly");
    }
}
