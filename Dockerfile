# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig OptiBid.sln ./
COPY OptiBid.Core/OptiBid.Core.csproj OptiBid.Core/
COPY OptiBid.Web/OptiBid.Web.csproj OptiBid.Web/
RUN dotnet restore OptiBid.Web
COPY OptiBid.Core OptiBid.Core
COPY OptiBid.Web OptiBid.Web
RUN dotnet publish OptiBid.Web -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The image's own unprivileged user owns the data folder and nothing else.
RUN mkdir /data && chown $APP_UID /data
USER $APP_UID
VOLUME /data
ENV Storage__Directory=/data ASPNETCORE_URLS=http://0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["dotnet", "OptiBid.Web.dll"]
