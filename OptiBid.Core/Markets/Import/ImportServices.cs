using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Markets.Import.Jobs;

namespace OptiBid.Core.Markets.Import;

/// <summary>Registers the import of market files.</summary>
public static class ImportServices
{
    /// <summary>Adds the readers, the importer and its queue; needs a time-series store, the current user and a clock. Idempotent.</summary>
    public static IServiceCollection AddImport(this IServiceCollection services)
    {
        services
            .AddOptions<ImportOptions>()
            .BindConfiguration("Import")
            .Validate(
                o => o is { MaxUploadBytes: >= 1, MaxStagedUploads: >= 1, MaxOpenJobs: >= 1 },
                "Import:MaxUploadBytes, Import:MaxStagedUploads and Import:MaxOpenJobs must be 1 or more"
            );
        services.TryAddSingleton<IReadSeriesFiles, ReadSeriesFiles>();
        services.TryAddScoped<IImportFiles, ImportFiles>();
        services.TryAddSingleton<UploadShelf>();
        services.TryAddSingleton<ImportQueue>();
        services.TryAddScoped<IStageUpload, StageUpload>();
        services.TryAddScoped<IPreviewUpload, PreviewUpload>();
        services.TryAddScoped<IStartImport, StartImport>();
        services.TryAddScoped<IReadImports, ReadImports>();
        services.TryAddScoped<ICancelImport, CancelImport>();
        return services;
    }
}
