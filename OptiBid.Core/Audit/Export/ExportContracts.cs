using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Export;

/// <summary>Exports rows with what is needed to check them without this installation.</summary>
public interface IExportAudit
{
    /// <summary>Most rows of one bundle.</summary>
    const int MostRows = 200_000;

    /// <summary>
    /// A zip file with the rows of the organisation that the filter leaves, the proof of each, the signed checkpoint and how to verify. The export is
    /// recorded first. The stream is a temporary file that goes with it; needs <see cref="Permissions.ExportAudit"/>.
    /// </summary>
    Task<Result<Stream>> ExecuteAsync(AuditFilter filter, CancellationToken cancellationToken = default);
}
