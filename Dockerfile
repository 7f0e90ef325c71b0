# docker build -t incident-monitor . && docker run --network host -v incidents:/data incident-monitor demo
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/IncidentMonitor -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The service needs one writable folder and no rights beyond its own user.
RUN mkdir /data && chown app /data
USER app
VOLUME /data
ENTRYPOINT ["dotnet", "IncidentMonitor.dll", "--data", "/data", "--config", "/app/config"]
CMD ["run"]
