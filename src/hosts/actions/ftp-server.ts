import { join } from 'node:path';
import { FtpSite } from '../ftp/server.ts';
import { FTP_SITE, SITE } from '../ftp/site.ts';
import { localAddress } from '../network.ts';
import { type Action, done } from './action.ts';

const start: Action<'ftp-server.start'> = async (context, settings) => {
  if (settings.program === 'vsftpd') return (await import('../servers/vsftpd-site.ts')).start(context, settings);
  const { directory, journal, background, services } = context;
  const address = settings.address ?? localAddress();
  const root = join(directory, settings.home);
  const { port, greeting, users, passivePorts } = settings;
  const site = await FtpSite.start({ address, port, root, greeting, users, passivePorts, journal: background });
  services.add(FTP_SITE, SITE, site);
  journal.show({
    'Site name 网站名称': settings.site,
    'Physical path 物理路径': `/${settings.home}`,
    'Binding, IP address 绑定 IP 地址': address,
    'Binding, port 绑定端口': String(site.port),
    SSL: 'No SSL 无 SSL',
    'Anonymous authentication 匿名身份验证': 'disabled 已禁用',
    'Basic authentication 基本身份验证': 'enabled 已启用',
  });
  for (const user of users) {
    journal.show({ [`Authorization for ${user.name} 授权`]: user.write ? 'read, write 读取、写入' : 'read 读取' });
  }
  journal.show({
    'Banner 欢迎信息': greeting ?? '(none 无)',
    'Data channel ports 数据通道端口范围': `${passivePorts.from}-${passivePorts.to}`,
    'Firewall 防火墙': 'off 已关闭',
  });
  journal.record('ftp-server.started', { address, port: site.port });
  return done({ address, port: site.port });
};

const rules: Action<'ftp-server.rules'> = async ({ journal, services }, { deny }) => {
  await services.get(FTP_SITE, SITE).deny(deny);
  for (const command of deny) journal.show({ 'Request filtering, denied command 请求筛选，拒绝的命令': command });
  if (deny.length === 0) journal.show({ 'Request filtering 请求筛选': 'every command is allowed 允许所有命令' });
  journal.record('ftp-server.rules', { deny });
  return done({ deny });
};

export const actions = { 'ftp-server.start': start, 'ftp-server.rules': rules };
