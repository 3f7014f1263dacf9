using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace OptiBid.Core.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    SecretHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: true),
                    ServiceAccountId = table.Column<Guid>(type: "uuid", nullable: true),
                    Scopes = table.Column<List<string>>(type: "text[]", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    CreatedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastUsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    RevokedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "attempt_counters",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    LastAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attempt_counters", x => x.Key);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_checkpoints",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    AtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Statement = table.Column<string>(type: "text", nullable: false),
                    Signatures = table.Column<string>(type: "text", nullable: false),
                    Leaves = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_checkpoints", x => x.Number);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_cursors",
                columns: table => new
                {
                    Sink = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Next = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_cursors", x => x.Sink);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    AtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ActorId = table.Column<Guid>(type: "uuid", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false),
                    SessionId = table.Column<Guid>(type: "uuid", nullable: true),
                    Address = table.Column<string>(type: "text", nullable: true),
                    Action = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ObjectType = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    ObjectId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Before = table.Column<string>(type: "text", nullable: true),
                    After = table.Column<string>(type: "text", nullable: true),
                    Reason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Succeeded = table.Column<bool>(type: "boolean", nullable: false),
                    LeafHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Seal = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    TreeIndex = table.Column<long>(type: "bigint", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_nodes",
                columns: table => new
                {
                    Level = table.Column<int>(type: "integer", nullable: false),
                    Index = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_nodes", x => new { x.Level, x.Index });
                }
            );

            migrationBuilder.CreateTable(
                name: "audit_subject_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<byte[]>(type: "bytea", nullable: true),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ErasedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_subject_keys", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "backtest_runs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    StartedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Market = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Node = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Product = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Model = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    To = table.Column<DateOnly>(type: "date", nullable: false),
                    Quantiles = table.Column<bool>(type: "boolean", nullable: false),
                    Restarts = table.Column<int>(type: "integer", nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    FinishedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Error = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Hours = table.Column<int>(type: "integer", nullable: false),
                    Mae = table.Column<double>(type: "double precision", nullable: true),
                    Rmse = table.Column<double>(type: "double precision", nullable: true),
                    SmapePercent = table.Column<double>(type: "double precision", nullable: true),
                    NaiveWeeklyMae = table.Column<double>(type: "double precision", nullable: true),
                    NaiveDayOfWeekMae = table.Column<double>(type: "double precision", nullable: true),
                    DmWeekly = table.Column<double>(type: "double precision", nullable: true),
                    DmDayOfWeek = table.Column<double>(type: "double precision", nullable: true),
                    Unit = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    IsSimulated = table.Column<bool>(type: "boolean", nullable: false),
                    Outcome = table.Column<string>(type: "text", nullable: true),
                    Forecasts = table.Column<byte[]>(type: "bytea", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_backtest_runs", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "bidding_bids",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    AssetId = table.Column<Guid>(type: "uuid", nullable: false),
                    AssetName = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Market = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Node = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Venue = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Model = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    IsSimulatedPrices = table.Column<bool>(type: "boolean", nullable: false),
                    GateClosureUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    MarketReference = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    LiveKey = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    Battery = table.Column<string>(type: "text", nullable: true),
                    Offers = table.Column<string>(type: "text", nullable: false),
                    ExpectedPrices = table.Column<string>(type: "text", nullable: true),
                    ExpectedNetMw = table.Column<string>(type: "text", nullable: true),
                    AwardsMw = table.Column<string>(type: "text", nullable: true),
                    Hours = table.Column<string>(type: "text", nullable: true),
                    SocEndMwh = table.Column<string>(type: "text", nullable: true),
                    Result = table.Column<string>(type: "text", nullable: true),
                    Steps = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bidding_bids", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "custom_roles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Description = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_custom_roles", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "dashboard_drafts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    DashboardId = table.Column<Guid>(type: "uuid", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    ContentJson = table.Column<string>(type: "text", nullable: false),
                    OriginJson = table.Column<string>(type: "text", nullable: false),
                    SavedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dashboard_drafts", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "dashboard_homes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    DashboardId = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dashboard_homes", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "dashboards",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnedBy = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    Title = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    ContentJson = table.Column<string>(type: "text", nullable: false),
                    Sharing = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    EditorsJson = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedBy = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    DeletedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dashboards", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Xml = table.Column<string>(type: "text", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_keys", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "external_identities",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProviderId = table.Column<Guid>(type: "uuid", nullable: false),
                    Issuer = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Subject = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    LinkedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastSignInAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_external_identities", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "group_rules",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Order = table.Column<int>(type: "integer", nullable: false),
                    Group = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RoleKey = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_rules", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "identity_providers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Preset = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Authority = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ClientId = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    ProtectedSecret = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    Scopes = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    GroupsClaim = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    TrustsMfa = table.Column<bool>(type: "boolean", nullable: false),
                    MfaValues = table.Column<List<string>>(type: "text[]", nullable: false),
                    JustInTime = table.Column<bool>(type: "boolean", nullable: false),
                    DefaultRoleKey = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    PilotEmails = table.Column<List<string>>(type: "text[]", nullable: false),
                    RehearsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LastRehearsal = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_providers", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "inbox_events",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: true),
                    Permission = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Detail = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Link = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    IsProblem = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox_events", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "kept_forecasts",
                columns: table => new
                {
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    KeptUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Record = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_forecasts", x => new { x.OrganisationId, x.Key });
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_experiments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ArtifactLocation = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    IsDeleted = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Tags = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_experiments", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_models",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    Description = table.Column<string>(type: "character varying(5000)", maxLength: 5000, nullable: false),
                    Tags = table.Column<string>(type: "text", nullable: false),
                    Aliases = table.Column<string>(type: "text", nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_models", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_retrain_plans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Model = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    Market = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Node = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Product = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AtMinute = table.Column<int>(type: "integer", nullable: false),
                    DaysOfWeek = table.Column<int>(type: "integer", nullable: false),
                    Candidates = table.Column<string>(type: "character varying(600)", maxLength: 600, nullable: false),
                    Trigger = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    ValidationDays = table.Column<int>(type: "integer", nullable: false),
                    ShadowDays = table.Column<int>(type: "integer", nullable: false),
                    PsiLimit = table.Column<double>(type: "double precision", nullable: false),
                    RmaeLimit = table.Column<double>(type: "double precision", nullable: false),
                    MostAgeDays = table.Column<int>(type: "integer", nullable: false),
                    IsEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    NextUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    MadeBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_retrain_plans", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "organisations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    TimeZoneId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    StatusReason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    PurgeAfterUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    IsDemo = table.Column<bool>(type: "boolean", nullable: false),
                    Policy = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organisations", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "outbox_messages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Channel = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Recipient = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    Subject = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Text = table.Column<string>(type: "text", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_messages", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "pending_changes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Summary = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Arguments = table.Column<string>(type: "text", nullable: false),
                    SubjectUserId = table.Column<Guid>(type: "uuid", nullable: true),
                    Email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    RequestedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RequestedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DecidedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    DecidedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    IsApproved = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pending_changes", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "portfolio_assets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    NameKey = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Market = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Node = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    PowerMw = table.Column<double>(type: "double precision", nullable: false),
                    EnergyMwh = table.Column<double>(type: "double precision", nullable: true),
                    RoundTripEfficiency = table.Column<double>(type: "double precision", nullable: true),
                    MaxCyclesPerDay = table.Column<double>(type: "double precision", nullable: true),
                    VariableCostUsdPerMwh = table.Column<double>(type: "double precision", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedBy = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    RetiredUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_portfolio_assets", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "privacy_requests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    IsWholePerson = table.Column<bool>(type: "boolean", nullable: false),
                    RequestedById = table.Column<Guid>(type: "uuid", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    ReceivedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DueAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    NotBeforeUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ClosedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ClosedById = table.Column<Guid>(type: "uuid", nullable: true),
                    IsWithdrawn = table.Column<bool>(type: "boolean", nullable: false),
                    Leftovers = table.Column<int>(type: "integer", nullable: false),
                    Outcome = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_privacy_requests", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "refresh_tokens",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    FamilyId = table.Column<Guid>(type: "uuid", nullable: false),
                    SessionId = table.Column<Guid>(type: "uuid", nullable: false),
                    SecretHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    IssuedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_tokens", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "scim_groups",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    DisplayName = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: false),
                    DisplayNameKey = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ModifiedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scim_groups", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "scim_tokens",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    SecretHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Scopes = table.Column<List<string>>(type: "text[]", nullable: false),
                    CreatedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    RevokedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LastUsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scim_tokens", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "service_accounts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DisabledAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_service_accounts", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "session_events",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: false),
                    Reason = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    AtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session_events", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    SecretHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Methods = table.Column<List<string>>(type: "text[]", nullable: false),
                    IdentityProviderId = table.Column<Guid>(type: "uuid", nullable: true),
                    ProviderSessionId = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    SecurityStamp = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    StartedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    VerifiedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastUsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Agent = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    EndedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndReason = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "signing_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    X = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Y = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    PrivateKey = table.Column<byte[]>(type: "bytea", maxLength: 2000, nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_signing_keys", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "sso_enforcements",
                columns: table => new
                {
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    EnforcedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EnforcedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SafetyEndsAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ConfirmedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sso_enforcements", x => x.OrganisationId);
                }
            );

            migrationBuilder.CreateTable(
                name: "used_logout_tokens",
                columns: table => new
                {
                    ProviderId = table.Column<Guid>(type: "uuid", nullable: false),
                    TokenId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ForgetAfterUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_used_logout_tokens", x => new { x.ProviderId, x.TokenId });
                }
            );

            migrationBuilder.CreateTable(
                name: "used_passkey_challenges",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_used_passkey_challenges", x => x.Hash);
                }
            );

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    DisplayName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    MustChangePassword = table.Column<bool>(type: "boolean", nullable: false),
                    IsPlatformOperator = table.Column<bool>(type: "boolean", nullable: false),
                    UserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    NormalizedUserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    Email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    NormalizedEmail = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    EmailConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    PasswordHash = table.Column<string>(type: "text", nullable: true),
                    SecurityStamp = table.Column<string>(type: "text", nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "text", nullable: true),
                    PhoneNumber = table.Column<string>(type: "text", nullable: true),
                    PhoneNumberConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    LockoutEnd = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "verified_domains",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Domain = table.Column<string>(type: "character varying(253)", maxLength: 253, nullable: false),
                    Token = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    ClaimedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    VerifiedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Proof = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_verified_domains", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "inbox_reads",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReadAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox_reads", x => new { x.UserId, x.EventId });
                    table.ForeignKey(
                        name: "FK_inbox_reads_inbox_events_EventId",
                        column: x => x.EventId,
                        principalTable: "inbox_events",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_runs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ExperimentId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    StartedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "character varying(5000)", maxLength: 5000, nullable: false),
                    Status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    StartMs = table.Column<long>(type: "bigint", nullable: false),
                    EndMs = table.Column<long>(type: "bigint", nullable: true),
                    IsDeleted = table.Column<bool>(type: "boolean", nullable: false),
                    WentWithExperiment = table.Column<bool>(type: "boolean", nullable: false),
                    ArtifactUri = table.Column<string>(type: "character varying(1200)", maxLength: 1200, nullable: false),
                    DataHash = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    CodeVersion = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_runs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ml_runs_ml_experiments_ExperimentId",
                        column: x => x.ExperimentId,
                        principalTable: "ml_experiments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_model_versions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ModelId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    RegisteredBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Stage = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Description = table.Column<string>(type: "character varying(5000)", maxLength: 5000, nullable: false),
                    Source = table.Column<string>(type: "character varying(1200)", maxLength: 1200, nullable: false),
                    RunId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    RunLink = table.Column<string>(type: "character varying(1200)", maxLength: 1200, nullable: true),
                    Tags = table.Column<string>(type: "text", nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    IsDeleted = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_model_versions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ml_model_versions_ml_models_ModelId",
                        column: x => x.ModelId,
                        principalTable: "ml_models",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_promotions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ModelId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    State = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    PreviousNumber = table.Column<int>(type: "integer", nullable: true),
                    RequesterId = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    RequestedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DecidedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    DeciderId = table.Column<Guid>(type: "uuid", nullable: true),
                    DecidedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Answer = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_promotions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ml_promotions_ml_models_ModelId",
                        column: x => x.ModelId,
                        principalTable: "ml_models",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_retrain_days",
                columns: table => new
                {
                    PlanId = table.Column<Guid>(type: "uuid", nullable: false),
                    Forecaster = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Mae = table.Column<double>(type: "double precision", nullable: false),
                    NaiveMae = table.Column<double>(type: "double precision", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_ml_retrain_days",
                        x => new
                        {
                            x.PlanId,
                            x.Forecaster,
                            x.Day,
                        }
                    );
                    table.ForeignKey(
                        name: "FK_ml_retrain_days_ml_retrain_plans_PlanId",
                        column: x => x.PlanId,
                        principalTable: "ml_retrain_plans",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_retrain_jobs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    PlanId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    IsByHand = table.Column<bool>(type: "boolean", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    StartedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    StartedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    FinishedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Log = table.Column<string>(type: "text", nullable: false),
                    Quality = table.Column<string>(type: "text", nullable: true),
                    Drift = table.Column<string>(type: "text", nullable: true),
                    Trial = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_retrain_jobs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ml_retrain_jobs_ml_retrain_plans_PlanId",
                        column: x => x.PlanId,
                        principalTable: "ml_retrain_plans",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    EmailKey = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    RoleKey = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    TokenHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    InvitedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    InvitedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SentAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    AcceptedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    WithdrawnAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invitations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_invitations_organisations_OrganisationId",
                        column: x => x.OrganisationId,
                        principalTable: "organisations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "account_links",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Purpose = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    TokenHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    SecurityStamp = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_links", x => x.Id);
                    table.ForeignKey(
                        name: "FK_account_links_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "backup_codes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    UsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_backup_codes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_backup_codes_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "memberships",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    RoleKey = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Source = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    JoinedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SuspendedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    IsBreakGlass = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_memberships", x => x.Id);
                    table.ForeignKey(
                        name: "FK_memberships_organisations_OrganisationId",
                        column: x => x.OrganisationId,
                        principalTable: "organisations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_memberships_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "pending_sign_ins",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TokenHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Methods = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    SecurityStamp = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    IdentityProviderId = table.Column<Guid>(type: "uuid", nullable: true),
                    ProviderSessionId = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    CompletedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pending_sign_ins", x => x.Id);
                    table.ForeignKey(
                        name: "FK_pending_sign_ins_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "scim_users",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserNameKey = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: true),
                    DisplayNameKey = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: true),
                    Active = table.Column<bool>(type: "boolean", nullable: false),
                    SuspendedMembership = table.Column<bool>(type: "boolean", nullable: false),
                    RoleFromGroup = table.Column<bool>(type: "boolean", nullable: false),
                    Attributes = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ModifiedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DeletedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scim_users", x => x.Id);
                    table.ForeignKey(
                        name: "FK_scim_users_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "sent_codes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Channel = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    BoundTo = table.Column<Guid>(type: "uuid", nullable: false),
                    Recipient = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    SentAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    UsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sent_codes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_sent_codes_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "trusted_devices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    TokenHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    SecurityStamp = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Agent = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SkipsSecondFactor = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastUsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trusted_devices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_trusted_devices_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    Id = table
                        .Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    ClaimType = table.Column<string>(type: "text", nullable: true),
                    ClaimValue = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_claims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_user_claims_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "user_factors",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProtectedCodeKey = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ProtectedTotpSecret = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    TotpLastStep = table.Column<long>(type: "bigint", nullable: false),
                    TotpSinceUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ProtectedNewTotpSecret = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    EmailCodes = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_factors", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_user_factors_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "text", nullable: false),
                    ProviderKey = table.Column<string>(type: "text", nullable: false),
                    ProviderDisplayName = table.Column<string>(type: "text", nullable: true),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_logins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_user_logins_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "user_passkeys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    CredentialId = table.Column<string>(type: "character varying(1364)", maxLength: 1364, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    PublicKey = table.Column<byte[]>(type: "bytea", nullable: false),
                    SignCount = table.Column<long>(type: "bigint", nullable: false),
                    Transports = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    IsBackupEligible = table.Column<bool>(type: "boolean", nullable: false),
                    IsBackedUp = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastUsedAtUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_passkeys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_user_passkeys_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "user_preferences",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    TimeZoneId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Theme = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    Locale = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Currency = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_preferences", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_user_preferences_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    LoginProvider = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Value = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_user_tokens",
                        x => new
                        {
                            x.UserId,
                            x.LoginProvider,
                            x.Name,
                        }
                    );
                    table.ForeignKey(
                        name: "FK_user_tokens_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_artifacts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Path = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: false),
                    SavedUtc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_artifacts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ml_artifacts_ml_runs_RunId",
                        column: x => x.RunId,
                        principalTable: "ml_runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_latest_metrics",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Value = table.Column<double>(type: "double precision", nullable: false),
                    IsNoNumber = table.Column<bool>(type: "boolean", nullable: false),
                    TimestampMs = table.Column<long>(type: "bigint", nullable: false),
                    Step = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_latest_metrics", x => new { x.RunId, x.Key });
                    table.ForeignKey(
                        name: "FK_ml_latest_metrics_ml_runs_RunId",
                        column: x => x.RunId,
                        principalTable: "ml_runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_metrics",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    Value = table.Column<double>(type: "double precision", nullable: false),
                    IsNoNumber = table.Column<bool>(type: "boolean", nullable: false),
                    TimestampMs = table.Column<long>(type: "bigint", nullable: false),
                    Step = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_metrics", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ml_metrics_ml_runs_RunId",
                        column: x => x.RunId,
                        principalTable: "ml_runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_params",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Value = table.Column<string>(type: "character varying(6000)", maxLength: 6000, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_params", x => new { x.RunId, x.Key });
                    table.ForeignKey(
                        name: "FK_ml_params_ml_runs_RunId",
                        column: x => x.RunId,
                        principalTable: "ml_runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ml_tags",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Value = table.Column<string>(type: "character varying(5000)", maxLength: 5000, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ml_tags", x => new { x.RunId, x.Key });
                    table.ForeignKey(
                        name: "FK_ml_tags_ml_runs_RunId",
                        column: x => x.RunId,
                        principalTable: "ml_runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "scim_emails",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ScimUserId = table.Column<Guid>(type: "uuid", nullable: false),
                    ValueKey = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: false),
                    TypeKey = table.Column<string>(type: "character varying(1100)", maxLength: 1100, nullable: true),
                    IsPrimary = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scim_emails", x => x.Id);
                    table.ForeignKey(
                        name: "FK_scim_emails_scim_users_ScimUserId",
                        column: x => x.ScimUserId,
                        principalTable: "scim_users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "scim_group_members",
                columns: table => new
                {
                    GroupId = table.Column<Guid>(type: "uuid", nullable: false),
                    ScimUserId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scim_group_members", x => new { x.GroupId, x.ScimUserId });
                    table.ForeignKey(
                        name: "FK_scim_group_members_scim_groups_GroupId",
                        column: x => x.GroupId,
                        principalTable: "scim_groups",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                    table.ForeignKey(
                        name: "FK_scim_group_members_scim_users_ScimUserId",
                        column: x => x.ScimUserId,
                        principalTable: "scim_users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "IX_account_links_ExpiresAtUtc", table: "account_links", column: "ExpiresAtUtc");

            migrationBuilder.CreateIndex(name: "IX_account_links_TokenHash", table: "account_links", column: "TokenHash", unique: true);

            migrationBuilder.CreateIndex(name: "IX_account_links_UserId", table: "account_links", column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_OrganisationId_UserId",
                table: "api_keys",
                columns: new[] { "OrganisationId", "UserId" }
            );

            migrationBuilder.CreateIndex(name: "IX_api_keys_ServiceAccountId", table: "api_keys", column: "ServiceAccountId");

            migrationBuilder.CreateIndex(name: "IX_attempt_counters_LastAtUtc", table: "attempt_counters", column: "LastAtUtc");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_OrganisationId_AtUtc",
                table: "audit_entries",
                columns: new[] { "OrganisationId", "AtUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_audit_entries_TreeIndex", table: "audit_entries", column: "TreeIndex", unique: true);

            migrationBuilder.CreateIndex(name: "IX_audit_subject_keys_SubjectId", table: "audit_subject_keys", column: "SubjectId");

            migrationBuilder.CreateIndex(
                name: "IX_backtest_runs_OrganisationId_CreatedUtc",
                table: "backtest_runs",
                columns: new[] { "OrganisationId", "CreatedUtc" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_backup_codes_UserId_Hash",
                table: "backup_codes",
                columns: new[] { "UserId", "Hash" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_bidding_bids_LiveKey", table: "bidding_bids", column: "LiveKey", unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_bidding_bids_OrganisationId_Day",
                table: "bidding_bids",
                columns: new[] { "OrganisationId", "Day" }
            );

            migrationBuilder.CreateIndex(name: "IX_bidding_bids_Status", table: "bidding_bids", column: "Status");

            migrationBuilder.CreateIndex(
                name: "IX_custom_roles_OrganisationId_Name",
                table: "custom_roles",
                columns: new[] { "OrganisationId", "Name" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_dashboard_drafts_UserId_DashboardId",
                table: "dashboard_drafts",
                columns: new[] { "UserId", "DashboardId" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_dashboard_homes_OrganisationId_UserId",
                table: "dashboard_homes",
                columns: new[] { "OrganisationId", "UserId" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_dashboards_OrganisationId_OwnerId",
                table: "dashboards",
                columns: new[] { "OrganisationId", "OwnerId" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_external_identities_ProviderId_Issuer_Subject",
                table: "external_identities",
                columns: new[] { "ProviderId", "Issuer", "Subject" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_external_identities_UserId", table: "external_identities", column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_group_rules_OrganisationId_Group",
                table: "group_rules",
                columns: new[] { "OrganisationId", "Group" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_identity_providers_OrganisationId",
                table: "identity_providers",
                column: "OrganisationId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_inbox_events_OrganisationId_CreatedAtUtc",
                table: "inbox_events",
                columns: new[] { "OrganisationId", "CreatedAtUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_inbox_reads_EventId", table: "inbox_reads", column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_invitations_OrganisationId_EmailKey",
                table: "invitations",
                columns: new[] { "OrganisationId", "EmailKey" },
                unique: true,
                filter: "\"AcceptedAtUtc\" IS NULL AND \"WithdrawnAtUtc\" IS NULL"
            );

            migrationBuilder.CreateIndex(name: "IX_invitations_TokenHash", table: "invitations", column: "TokenHash", unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_kept_forecasts_OrganisationId_KeptUtc",
                table: "kept_forecasts",
                columns: new[] { "OrganisationId", "KeptUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_memberships_OrganisationId", table: "memberships", column: "OrganisationId");

            migrationBuilder.CreateIndex(
                name: "IX_memberships_UserId_OrganisationId",
                table: "memberships",
                columns: new[] { "UserId", "OrganisationId" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_ml_artifacts_OrganisationId", table: "ml_artifacts", column: "OrganisationId");

            migrationBuilder.CreateIndex(
                name: "IX_ml_artifacts_RunId_Path",
                table: "ml_artifacts",
                columns: new[] { "RunId", "Path" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_ml_experiments_OrganisationId_Key",
                table: "ml_experiments",
                columns: new[] { "OrganisationId", "Key" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_ml_experiments_OrganisationId_Name",
                table: "ml_experiments",
                columns: new[] { "OrganisationId", "Name" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_ml_latest_metrics_OrganisationId", table: "ml_latest_metrics", column: "OrganisationId");

            migrationBuilder.CreateIndex(name: "IX_ml_metrics_OrganisationId", table: "ml_metrics", column: "OrganisationId");

            migrationBuilder.CreateIndex(
                name: "IX_ml_metrics_RunId_Key_Step",
                table: "ml_metrics",
                columns: new[] { "RunId", "Key", "Step" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_ml_model_versions_ModelId_Number",
                table: "ml_model_versions",
                columns: new[] { "ModelId", "Number" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_ml_model_versions_OrganisationId", table: "ml_model_versions", column: "OrganisationId");

            migrationBuilder.CreateIndex(
                name: "IX_ml_models_OrganisationId_Name",
                table: "ml_models",
                columns: new[] { "OrganisationId", "Name" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_ml_params_OrganisationId", table: "ml_params", column: "OrganisationId");

            migrationBuilder.CreateIndex(
                name: "IX_ml_promotions_ModelId_RequestedUtc",
                table: "ml_promotions",
                columns: new[] { "ModelId", "RequestedUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_ml_promotions_OrganisationId", table: "ml_promotions", column: "OrganisationId");

            migrationBuilder.CreateIndex(name: "IX_ml_retrain_days_OrganisationId", table: "ml_retrain_days", column: "OrganisationId");

            migrationBuilder.CreateIndex(name: "IX_ml_retrain_jobs_OrganisationId", table: "ml_retrain_jobs", column: "OrganisationId");

            migrationBuilder.CreateIndex(
                name: "IX_ml_retrain_jobs_PlanId_CreatedUtc",
                table: "ml_retrain_jobs",
                columns: new[] { "PlanId", "CreatedUtc" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_ml_retrain_jobs_State_CreatedUtc",
                table: "ml_retrain_jobs",
                columns: new[] { "State", "CreatedUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_ml_retrain_plans_NextUtc", table: "ml_retrain_plans", column: "NextUtc");

            migrationBuilder.CreateIndex(
                name: "IX_ml_retrain_plans_OrganisationId_Model",
                table: "ml_retrain_plans",
                columns: new[] { "OrganisationId", "Model" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_ml_runs_ExperimentId_StartMs",
                table: "ml_runs",
                columns: new[] { "ExperimentId", "StartMs" }
            );

            migrationBuilder.CreateIndex(name: "IX_ml_runs_OrganisationId", table: "ml_runs", column: "OrganisationId");

            migrationBuilder.CreateIndex(name: "IX_ml_tags_OrganisationId", table: "ml_tags", column: "OrganisationId");

            migrationBuilder.CreateIndex(name: "IX_outbox_messages_CreatedAtUtc", table: "outbox_messages", column: "CreatedAtUtc");

            migrationBuilder.CreateIndex(
                name: "IX_pending_changes_OrganisationId_DecidedAtUtc",
                table: "pending_changes",
                columns: new[] { "OrganisationId", "DecidedAtUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_pending_sign_ins_ExpiresAtUtc", table: "pending_sign_ins", column: "ExpiresAtUtc");

            migrationBuilder.CreateIndex(
                name: "IX_pending_sign_ins_TokenHash",
                table: "pending_sign_ins",
                column: "TokenHash",
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_pending_sign_ins_UserId", table: "pending_sign_ins", column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_portfolio_assets_OrganisationId_NameKey",
                table: "portfolio_assets",
                columns: new[] { "OrganisationId", "NameKey" },
                unique: true,
                filter: "\"RetiredUtc\" IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "IX_privacy_requests_OrganisationId_ReceivedAtUtc",
                table: "privacy_requests",
                columns: new[] { "OrganisationId", "ReceivedAtUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_privacy_requests_PersonId", table: "privacy_requests", column: "PersonId");

            migrationBuilder.CreateIndex(name: "IX_refresh_tokens_FamilyId", table: "refresh_tokens", column: "FamilyId");

            migrationBuilder.CreateIndex(
                name: "IX_scim_emails_OrganisationId_ValueKey",
                table: "scim_emails",
                columns: new[] { "OrganisationId", "ValueKey" }
            );

            migrationBuilder.CreateIndex(name: "IX_scim_emails_ScimUserId", table: "scim_emails", column: "ScimUserId");

            migrationBuilder.CreateIndex(name: "IX_scim_group_members_ScimUserId", table: "scim_group_members", column: "ScimUserId");

            migrationBuilder.CreateIndex(
                name: "IX_scim_groups_OrganisationId_DisplayNameKey",
                table: "scim_groups",
                columns: new[] { "OrganisationId", "DisplayNameKey" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_scim_tokens_OrganisationId", table: "scim_tokens", column: "OrganisationId");

            migrationBuilder.CreateIndex(
                name: "IX_scim_users_one_for_an_account",
                table: "scim_users",
                columns: new[] { "OrganisationId", "UserId" },
                unique: true,
                filter: "\"DeletedAtUtc\" IS NULL"
            );

            migrationBuilder.CreateIndex(
                name: "IX_scim_users_OrganisationId_ExternalId",
                table: "scim_users",
                columns: new[] { "OrganisationId", "ExternalId" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_scim_users_OrganisationId_UserNameKey",
                table: "scim_users",
                columns: new[] { "OrganisationId", "UserNameKey" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_scim_users_UserId", table: "scim_users", column: "UserId");

            migrationBuilder.CreateIndex(name: "IX_sent_codes_ExpiresAtUtc", table: "sent_codes", column: "ExpiresAtUtc");

            migrationBuilder.CreateIndex(name: "IX_sent_codes_UserId_BoundTo", table: "sent_codes", columns: new[] { "UserId", "BoundTo" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_OrganisationId_Name",
                table: "service_accounts",
                columns: new[] { "OrganisationId", "Name" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_session_events_AtUtc", table: "session_events", column: "AtUtc");

            migrationBuilder.CreateIndex(name: "IX_sessions_ExpiresAtUtc", table: "sessions", column: "ExpiresAtUtc");

            migrationBuilder.CreateIndex(name: "IX_sessions_IdentityProviderId", table: "sessions", column: "IdentityProviderId");

            migrationBuilder.CreateIndex(
                name: "IX_sessions_OrganisationId_EndedAtUtc",
                table: "sessions",
                columns: new[] { "OrganisationId", "EndedAtUtc" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_sessions_UserId_EndedAtUtc",
                table: "sessions",
                columns: new[] { "UserId", "EndedAtUtc" }
            );

            migrationBuilder.CreateIndex(name: "IX_trusted_devices_TokenHash", table: "trusted_devices", column: "TokenHash", unique: true);

            migrationBuilder.CreateIndex(name: "IX_trusted_devices_UserId", table: "trusted_devices", column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_used_passkey_challenges_ExpiresAtUtc",
                table: "used_passkey_challenges",
                column: "ExpiresAtUtc"
            );

            migrationBuilder.CreateIndex(name: "IX_user_claims_UserId", table: "user_claims", column: "UserId");

            migrationBuilder.CreateIndex(name: "IX_user_logins_UserId", table: "user_logins", column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_user_passkeys_CredentialId",
                table: "user_passkeys",
                column: "CredentialId",
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_user_passkeys_UserId", table: "user_passkeys", column: "UserId");

            migrationBuilder.CreateIndex(name: "IX_users_NormalizedEmail", table: "users", column: "NormalizedEmail", unique: true);

            migrationBuilder.CreateIndex(name: "IX_users_NormalizedUserName", table: "users", column: "NormalizedUserName", unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_verified_domains_one_owner",
                table: "verified_domains",
                column: "Domain",
                unique: true,
                filter: "\"VerifiedAtUtc\" IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "IX_verified_domains_OrganisationId_Domain",
                table: "verified_domains",
                columns: new[] { "OrganisationId", "Domain" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "account_links");

            migrationBuilder.DropTable(name: "api_keys");

            migrationBuilder.DropTable(name: "attempt_counters");

            migrationBuilder.DropTable(name: "audit_checkpoints");

            migrationBuilder.DropTable(name: "audit_cursors");

            migrationBuilder.DropTable(name: "audit_entries");

            migrationBuilder.DropTable(name: "audit_nodes");

            migrationBuilder.DropTable(name: "audit_subject_keys");

            migrationBuilder.DropTable(name: "backtest_runs");

            migrationBuilder.DropTable(name: "backup_codes");

            migrationBuilder.DropTable(name: "bidding_bids");

            migrationBuilder.DropTable(name: "custom_roles");

            migrationBuilder.DropTable(name: "dashboard_drafts");

            migrationBuilder.DropTable(name: "dashboard_homes");

            migrationBuilder.DropTable(name: "dashboards");

            migrationBuilder.DropTable(name: "data_protection_keys");

            migrationBuilder.DropTable(name: "external_identities");

            migrationBuilder.DropTable(name: "group_rules");

            migrationBuilder.DropTable(name: "identity_providers");

            migrationBuilder.DropTable(name: "inbox_reads");

            migrationBuilder.DropTable(name: "invitations");

            migrationBuilder.DropTable(name: "kept_forecasts");

            migrationBuilder.DropTable(name: "memberships");

            migrationBuilder.DropTable(name: "ml_artifacts");

            migrationBuilder.DropTable(name: "ml_latest_metrics");

            migrationBuilder.DropTable(name: "ml_metrics");

            migrationBuilder.DropTable(name: "ml_model_versions");

            migrationBuilder.DropTable(name: "ml_params");

            migrationBuilder.DropTable(name: "ml_promotions");

            migrationBuilder.DropTable(name: "ml_retrain_days");

            migrationBuilder.DropTable(name: "ml_retrain_jobs");

            migrationBuilder.DropTable(name: "ml_tags");

            migrationBuilder.DropTable(name: "outbox_messages");

            migrationBuilder.DropTable(name: "pending_changes");

            migrationBuilder.DropTable(name: "pending_sign_ins");

            migrationBuilder.DropTable(name: "portfolio_assets");

            migrationBuilder.DropTable(name: "privacy_requests");

            migrationBuilder.DropTable(name: "refresh_tokens");

            migrationBuilder.DropTable(name: "scim_emails");

            migrationBuilder.DropTable(name: "scim_group_members");

            migrationBuilder.DropTable(name: "scim_tokens");

            migrationBuilder.DropTable(name: "sent_codes");

            migrationBuilder.DropTable(name: "service_accounts");

            migrationBuilder.DropTable(name: "session_events");

            migrationBuilder.DropTable(name: "sessions");

            migrationBuilder.DropTable(name: "signing_keys");

            migrationBuilder.DropTable(name: "sso_enforcements");

            migrationBuilder.DropTable(name: "trusted_devices");

            migrationBuilder.DropTable(name: "used_logout_tokens");

            migrationBuilder.DropTable(name: "used_passkey_challenges");

            migrationBuilder.DropTable(name: "user_claims");

            migrationBuilder.DropTable(name: "user_factors");

            migrationBuilder.DropTable(name: "user_logins");

            migrationBuilder.DropTable(name: "user_passkeys");

            migrationBuilder.DropTable(name: "user_preferences");

            migrationBuilder.DropTable(name: "user_tokens");

            migrationBuilder.DropTable(name: "verified_domains");

            migrationBuilder.DropTable(name: "inbox_events");

            migrationBuilder.DropTable(name: "organisations");

            migrationBuilder.DropTable(name: "ml_models");

            migrationBuilder.DropTable(name: "ml_retrain_plans");

            migrationBuilder.DropTable(name: "ml_runs");

            migrationBuilder.DropTable(name: "scim_groups");

            migrationBuilder.DropTable(name: "scim_users");

            migrationBuilder.DropTable(name: "ml_experiments");

            migrationBuilder.DropTable(name: "users");
        }
    }
}
