# The web app and its verbs. Build: docker build -t optibid .   Run: docker run -p 8080:8080 -v optibid:/data optibid
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY OptiBid.Core/ OptiBid.Core/
COPY OptiBid.Web/ OptiBid.Web/
RUN dotnet publish OptiBid.Web -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# The image's own user without root rights; it owns nothing but its data.
RUN mkdir /data && chown $APP_UID /data
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENV Storage__Directory=/data \
    Urls=http://0.0.0.0:8080 \
    DOTNET_GCgen0size=0x4000000
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["dotnet", "OptiBid.Web.dll"]
